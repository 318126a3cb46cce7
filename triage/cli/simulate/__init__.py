"""
`betro simulate`: a fictive year through the real services.
"""
