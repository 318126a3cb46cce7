-- Who may do what in Betro's two databases. Run once by the server's administrator, after `betro init`, in the database
-- that :line names:
--
--   psql -d betro_intake -v line=intake -f roles.sql
--   psql -d betro_triage -v line=triage -f roles.sql
--
-- The roles are named like the users of the processes, so that each signs in as itself over the server's own
-- socket and no password stands anywhere. betro-office owns both databases, because commands run as it.

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- The clock reads and writes both.
SELECT format('GRANT CONNECT ON DATABASE %I TO "betro-clock"', current_database()) \gexec
GRANT USAGE ON SCHEMA public TO "betro-clock";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "betro-clock";
ALTER DEFAULT PRIVILEGES FOR ROLE "betro-office" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "betro-clock";

-- The backup reads both, and notes when it was made.
SELECT format('GRANT CONNECT ON DATABASE %I TO "betro-backup"', current_database()) \gexec
GRANT USAGE ON SCHEMA public TO "betro-backup";
GRANT SELECT ON ALL TABLES IN SCHEMA public TO "betro-backup";
ALTER DEFAULT PRIVILEGES FOR ROLE "betro-office" IN SCHEMA public GRANT SELECT ON TABLES TO "betro-backup";

-- The portal knows the first and not even the name of a table of the second.
SELECT :'line' = 'intake' AS is_intake \gset
\if :is_intake
SELECT format('GRANT CONNECT ON DATABASE %I TO "betro-portal"', current_database()) \gexec
GRANT USAGE ON SCHEMA public TO "betro-portal";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "betro-portal";
ALTER DEFAULT PRIVILEGES FOR ROLE "betro-office" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "betro-portal";
REVOKE INSERT, UPDATE, DELETE ON directory_statement, handler, notice, published, question_over FROM "betro-portal";
\else
GRANT INSERT, UPDATE ON heartbeat TO "betro-backup";
\endif
