-- branches, differences, and reading what was
CREATE TABLE t (id INT PRIMARY KEY, v TEXT);
INSERT INTO t VALUES (1, 'one'), (2, 'two');
CREATE DATABASE BRANCH dev;
\use dev
UPDATE t SET v = 'zwei' WHERE id = 2;
INSERT INTO t VALUES (3, 'drei');
\diff main dev
\use main
DELETE FROM t WHERE id = 1;
MERGE DATABASE BRANCH dev INTO main;
SELECT * FROM t ORDER BY id;
\asof 3
SELECT * FROM t ORDER BY id;
\asof off
\dn
\check
\asof 3
DELETE FROM t;
