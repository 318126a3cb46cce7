-- Who may do what in Betro's two databases. Run by the server's administrator, after `betro init` and again after each
-- `betro migrate` and each restore, in the database that :line names; run again it changes nothing:
--
--   psql -d betro_intake -v ON_ERROR_STOP=1 -v line=intake -f roles.sql
--   psql -d betro_triage -v ON_ERROR_STOP=1 -v line=triage -f roles.sql
--
-- The roles are named like the users of the processes, so that each signs in as itself over the server's own
-- socket and no password stands anywhere. betro-office owns both databases, because commands run as it.

-- Whole or not at all: nobody is without their rights meanwhile.
BEGIN;

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
-- Table by table, and nothing of a table that a later step adds before this file has said what.
ALTER DEFAULT PRIVILEGES FOR ROLE "betro-office" IN SCHEMA public REVOKE ALL ON TABLES FROM "betro-portal";
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "betro-portal";
-- What the office and its clock place there, to be read.
GRANT SELECT ON directory_statement, handler, notice, publication, published, question_over, snapshot
    TO "betro-portal";
-- What is sent in; a new code ends the old mailbox, and takes its stanzas.
GRANT SELECT, INSERT ON submission, mailbox, item, stanza TO "betro-portal";
GRANT UPDATE (mailbox_kem_pub) ON submission TO "betro-portal";
GRANT UPDATE (retired_on) ON mailbox TO "betro-portal";
GRANT DELETE ON stanza TO "betro-portal";
GRANT SELECT, INSERT, UPDATE, DELETE ON blob TO "betro-portal";
-- What the clock is told: to whom something is sealed in truth is not for the portal to read again.
GRANT INSERT ON arrival, arrival_holder TO "betro-portal";
\else
GRANT INSERT, UPDATE ON heartbeat TO "betro-backup";
\endif

COMMIT;
