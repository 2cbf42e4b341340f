-- boxes, expanded rows, NULL, wide letters, several lines in a cell
CREATE TABLE people (id INT PRIMARY KEY, name TEXT NOT NULL, height NUMERIC(4, 2), born DATE);
INSERT INTO people VALUES (1, 'Ada', 1.65, '1815-12-10'), (2, '李白', NULL, NULL),
  (30, E'two\nlines', 2, '2000-02-29'); SELECT * FROM people ORDER BY id;
SELECT count(*) FROM people;
SELECT id FROM people WHERE false;
\pset null (null)
SELECT name, height FROM people WHERE id = 2;
\pset null ''
\x
SELECT * FROM people ORDER BY id LIMIT 2;
\x off
\t on
SELECT name FROM people ORDER BY id LIMIT 1;
\t off
\pset format csv
SELECT id, name FROM people ORDER BY id;
\pset format aligned
SELECT ';' AS "a;b", $$;'$$ AS dollars, 'it''s; ' || $q$ $$;$$ $q$ AS mixed; -- a comment; with one
/* block ; /* nested ; */ */ SELECT 1 AS one
  , (2) AS two;
