// tests/sql/statements.hpp -- one statement per shape the grammar knows; the laws of parsing and
// printing run over all.
//
// Long      one line per shape
#pragma once

#include <string_view>

inline constexpr std::string_view statements[] = {
    "SELECT 1",
    "SELECT",
    "SELECT *",
    "SELECT a, t.b, s.t.c, br.s.t.d, t.*, s.t.*",
    R"(SELECT a AS x, b y, c "Z z", d AS select)",
    "SELECT ALL a FROM t",
    "SELECT DISTINCT a FROM t",
    "SELECT DISTINCT ON (a, b) a, c FROM t",
    "SELECT a + b * c - d / e % f ^ g",
    "SELECT (a + b) * c, a - (b - c), (a - b) - c, -(-a), - -a, +a, -2 ^ 2",
    "SELECT NOT a, NOT a AND b OR c, NOT (a AND b), a = NOT b, NOT NOT a",
    "SELECT a AND b AND c, (a AND b) AND c, a AND (b AND c), a OR b AND c, (a OR b) AND c",
    "SELECT a < b, a > b, a <= b, a >= b, a <> b, a != b, (a < b) < c, a < (b < c)",
    "SELECT a IS NULL, a IS NOT NULL, a ISNULL, a NOTNULL, a IS TRUE, a IS NOT FALSE, a IS UNKNOWN",
    "SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b + 1, a IS NULL IS NOT NULL, a < b IS "
    "NULL",
    "SELECT a BETWEEN 1 AND 2, a NOT BETWEEN b + 1 AND c AND d, a BETWEEN SYMMETRIC 2 AND 1",
    "SELECT a IN (1, 2), a NOT IN (1), a IN (SELECT b FROM t), (a, b) IN ((1, 2), (3, 4)), (a, b) "
    "IN (SELECT 1, 2)",
    "SELECT a LIKE 'x%', a NOT LIKE b || '%', a ILIKE 'X' ESCAPE '!', a SIMILAR TO '(a|b)', a NOT "
    "SIMILAR TO 'x' ESCAPE '#'",
    "SELECT a = ANY (SELECT 1), a <> ALL (ARRAY[1, 2]), a < SOME ($1), a LIKE ANY (b), a NOT ILIKE "
    "ALL (SELECT c)",
    "SELECT EXISTS (SELECT 1), NOT EXISTS (SELECT 1 FROM t WHERE t.a = u.a), ARRAY(SELECT a FROM t "
    "ORDER BY a)",
    "SELECT (SELECT 1), (SELECT max(a) FROM t) + 1, ((SELECT 1)), (((SELECT 1) UNION SELECT 2)), "
    "((SELECT 1) + 1)",
    "SELECT (1, 2), ROW(1, 2), ROW(), ROW(1), (a, b) = (c, d), (a, b) < ($1, $2)",
    "SELECT CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END, CASE a WHEN 1 THEN 'x' END",
    "SELECT CAST(a AS int), a::bigint, a::numeric(10, 2)::text, '1'::vector(3), (a + b)::float8, "
    "-1::int, (-1)::int",
    "SELECT 'a'::character varying(10), x::char, x::char(3), x::bit, x::bit(5), x::bit varying(9), "
    "x::national character varying(3)",
    "SELECT x::double precision, x::real, x::float(10), x::float(30), x::float, x::dec(3), "
    "x::smallint, x::boolean",
    "SELECT x::timestamp, x::timestamp(3) with time zone, x::time without time zone, x::time(2) "
    "with time zone",
    "SELECT x::interval, x::interval(3), x::interval year to month, x::interval day to second(3), "
    "x::interval hour",
    R"(SELECT x::int[], x::int[3][], x::int ARRAY, x::int ARRAY[4], x::s.mytype, x::"My )"
    R"(Type"(3)[])",
    "SELECT DATE '2026-01-01', TIMESTAMP '2026-01-01 00:00', TIMESTAMP WITH TIME ZONE "
    "'2026-01-01', INTERVAL '1 day', INTERVAL '1' YEAR, INTERVAL '1:2' HOUR TO SECOND(3), "
    "INTERVAL(3) '1 s', numeric(3, 1) '1.5', json '{}', s.mytype 'x'",
    R"(SELECT a COLLATE "C", a || b COLLATE "de-DE" < c, a COLLATE pg_catalog."default")",
    "SELECT a AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' AT TIME ZONE 'CET', a + b AT TIME ZONE "
    "c",
    "SELECT EXTRACT(year FROM d), EXTRACT('epoch' FROM d), EXTRACT(timezone_hour FROM d), "
    "extract(day from a + b)",
    "SELECT SUBSTRING(a FROM 2 FOR 3), SUBSTRING(a FROM 'x'), SUBSTRING(a FOR 3), SUBSTRING(a FOR "
    "3 FROM 2), SUBSTRING(a, 1, 2), SUBSTRING(a SIMILAR 'x' ESCAPE '#'), substring()",
    "SELECT POSITION('a' IN b), POSITION(a || 'x' IN b), OVERLAY(a PLACING b FROM 2), OVERLAY(a "
    "PLACING b FROM 2 FOR 3), overlay(a, b, 1)",
    "SELECT TRIM(a), TRIM(BOTH FROM a), TRIM(LEADING 'x' FROM a), TRIM(TRAILING a), TRIM('x' FROM "
    "a), TRIM(a, 'x')",
    "SELECT COALESCE(a, b, 1), NULLIF(a, 0), GREATEST(a, b), LEAST(a), NORMALIZE(a), NORMALIZE(a, "
    "NFKC), COLLATION FOR (a)",
    "SELECT CURRENT_DATE, CURRENT_TIME(3), CURRENT_TIMESTAMP, LOCALTIME, LOCALTIMESTAMP(0), "
    "CURRENT_USER, CURRENT_ROLE, SESSION_USER, USER, CURRENT_CATALOG, CURRENT_SCHEMA, "
    "current_schema()",
    "SELECT (a, b) OVERLAPS (c, d), (a, b) OVERLAPS (c, INTERVAL '1 day')",
    R"(SELECT f(), f(a), f(a, b), s.f(a), br.s.f(1), f(DISTINCT a, b), f(ALL a), f(VARIADIC )"
    R"(a), f(a, VARIADIC b), f(a => 1, b := 2), count(*), "F"(1))",
    "SELECT string_agg(a, ',' ORDER BY b DESC, c), array_agg(DISTINCT a ORDER BY a NULLS FIRST), "
    "percentile_cont(0.5) WITHIN GROUP (ORDER BY a), count(*) FILTER (WHERE a > 1), mode() WITHIN "
    "GROUP (ORDER BY a) FILTER (WHERE b)",
    "SELECT rank() OVER (), rank() OVER w, rank() OVER (w), rank() OVER (PARTITION BY a, b ORDER "
    "BY c DESC NULLS LAST), sum(a) OVER (w ORDER BY b ROWS 2 PRECEDING) FROM t WINDOW w AS "
    "(PARTITION BY c), v AS (w ORDER BY d)",
    "SELECT sum(a) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), sum(a) OVER (ORDER BY "
    "b RANGE BETWEEN INTERVAL '1 day' PRECEDING AND 1 + 1 FOLLOWING EXCLUDE TIES), sum(a) OVER "
    "(GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS), sum(a) OVER (ROWS "
    "CURRENT ROW EXCLUDE CURRENT ROW), sum(a) OVER (ROWS UNBOUNDED PRECEDING EXCLUDE GROUP)",
    "SELECT ARRAY[1, 2], ARRAY[[1, 2], [3, 4]], ARRAY[]::int[], a[1], a[1][2], a[1:2], a[:2], "
    "a[1:], a[:], (f(x))[1], $1[1], (a).b, (a).*, (t.a).b.c, a[1].b, (ARRAY[1])[1], (SELECT a)[1], "
    "(SELECT r).x",
    "SELECT $1, $2 + $1, ?, ? + ?, a ? 'x', a ?| b, a ?& b, a @? b, a @> b, a <@ b, a && b, a -> "
    "'x' ->> 'y', a #> b #>> c, a #- b",
    "SELECT a <-> b, a <=> b, a <#> b, a <+> b, a <~> b, a || b || c, a | b & c # d, ~a, @ a, |/ "
    "a, a << 1 >> 2, a ~ b, a !~* b, a @@ b, a * -1, a <- 1",
    "SELECT a OPERATOR(pg_catalog.+) b, OPERATOR(+) a, a OPERATOR(s.<->) ANY (b)",
    R"(SELECT 'it''s', E'a\n\t\\\'\x41\101\u00e9\U0001F600', U&'d\0061t\+000061', U&'d!0061' )"
    R"(UESCAPE '!', $$it's$$, $tag$a $$ b$tag$, B'0101', X'1F', N'x', 'a' , '')",
    "SELECT 1, 1.5, .5, 1., 1e10, 1.5e-3, 99999999999999999999, 00",
    R"(SELECT "A b", "a""b", U&"d\0061t", t."X", "select", tablex, "table", été)",
    "SELECT timestamp, value, date, status, action, rank, metadata, source, content, count, year, "
    "day, text, name, type, key, data, level, version FROM t current",
    "SELECT before.a, after.a, historical.a, now.a FROM before, after, historical, now",
    "SELECT branch, branches, tag, scn, versions, now, use, force, parent, system_time, ignore, "
    "backup, restore, pragma, encrypted, autoincrement FROM branch",
    "SELECT values, row, int, bigint, interval, exists, coalesce, char FROM t",
    "SELECT grouping(a, b), sum(c) FROM t GROUP BY a, (), ROLLUP(a, b), CUBE(a, (b, c)), GROUPING "
    "SETS((), a, (a, b), ROLLUP(c), GROUPING SETS(CUBE(a)))",
    "SELECT a FROM t GROUP BY DISTINCT a, 1 HAVING count(*) > 1 AND a IS NOT NULL",
    "SELECT a FROM t ORDER BY a, b DESC, 3 ASC NULLS FIRST, d NULLS LAST, e USING >, f USING "
    "OPERATOR(<)",
    "SELECT a FROM t LIMIT 1",
    "SELECT a FROM t LIMIT $1 OFFSET $2 + 1",
    "SELECT a FROM t OFFSET 2 ROWS LIMIT ALL",
    "SELECT a FROM t OFFSET 1 ROW FETCH FIRST 5 ROWS ONLY",
    "SELECT a FROM t ORDER BY a FETCH NEXT ROW WITH TIES",
    "SELECT a FROM t FOR UPDATE OF t, u NOWAIT FOR SHARE SKIP LOCKED",
    "SELECT a FROM t FOR NO KEY UPDATE LIMIT 1 FOR KEY SHARE",
    "SELECT * FROM t, u v, s.w AS x(a, b), ONLY p, ONLY (q), r *",
    "SELECT * FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (x, y) RIGHT OUTER JOIN d ON true FULL "
    "JOIN e USING (z) AS j CROSS JOIN f NATURAL JOIN g NATURAL LEFT JOIN h INNER JOIN i ON a = b",
    "SELECT * FROM a JOIN b JOIN c ON x ON y",
    "SELECT * FROM a JOIN (b JOIN c ON x) ON y, (a CROSS JOIN b) AS z (q, r), ((a JOIN b USING "
    "(c)))",
    "SELECT * FROM (SELECT 1) s, (SELECT 2) AS t (a), (VALUES (1, 2), (3, 4)) v(a, b), LATERAL "
    "(SELECT t.a) l, ((SELECT 1) UNION (SELECT 2)) u",
    "SELECT * FROM ((SELECT 1) a JOIN (SELECT 2) b ON true)",
    "SELECT * FROM generate_series(1, 10) g, f(1) WITH ORDINALITY AS t(a, b), LATERAL f(t.a), ROWS "
    "FROM (f(1), g(2)) WITH ORDINALITY r, json_to_record('{}') AS x(a int, b text), current_date "
    "d, unnest(a)",
    "SELECT * FROM t TABLESAMPLE system (10) REPEATABLE (1), u x TABLESAMPLE bernoulli (5.5)",
    "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT ALL SELECT 4",
    "SELECT 1 UNION (SELECT 2 UNION ALL SELECT 3) ORDER BY 1 LIMIT 2",
    "(SELECT 1 ORDER BY 1) UNION DISTINCT (SELECT 2 LIMIT 1)",
    "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3",
    "(SELECT a FROM t) ORDER BY a LIMIT 1",
    "((SELECT 1))",
    "VALUES (1, 'a'), (2, DEFAULT) ORDER BY 1 LIMIT 1",
    "TABLE t",
    "TABLE s.t ORDER BY a",
    "WITH a AS (SELECT 1), b (x, y) AS MATERIALIZED (SELECT 2, 3), c AS NOT MATERIALIZED (VALUES "
    "(1)) SELECT * FROM a, b, c",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT * FROM r",
    "WITH d AS (DELETE FROM t WHERE a RETURNING *), i AS (INSERT INTO u SELECT * FROM d RETURNING "
    "b) SELECT * FROM i",
    "WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b) (SELECT * FROM a UNION SELECT 2)",
    "(WITH a AS (SELECT 1) SELECT * FROM a) UNION SELECT 2",
    "SELECT * FROM t AS OF TIMESTAMP '2026-01-01 12:00:00'",
    "SELECT * FROM t AS OF TIMESTAMP (CURRENT_TIMESTAMP - INTERVAL '1 hour') h WHERE h.a = 1 AND b",
    "SELECT * FROM t AS OF TIMESTAMP $1 AS h, u AS OF SCN 41 x, v AS OF TRANSACTION 5 + 1, w AS OF "
    "NOW, x AS OF NOW n, y AS OF TAG 'v1' z",
    "SELECT * FROM t AS OF TIMESTAMP (SELECT created_at FROM orders WHERE id = 5)",
    "SELECT * FROM products current JOIN products AS OF TIMESTAMP '2026-01-01' historical ON "
    "current.id = historical.id",
    "SELECT * FROM o AS OF TIMESTAMP 'a' before FULL OUTER JOIN o AS OF TIMESTAMP 'b' after USING "
    "(order_id)",
    "SELECT * FROM t VERSIONS BETWEEN TIMESTAMP 'a' AND TIMESTAMP 'b' WHERE id = 1",
    "SELECT * FROM t VERSIONS BETWEEN SCN 1 AND SCN 2 v, u VERSIONS BETWEEN TRANSACTION 3 AND NOW",
    "SELECT * FROM t WHERE id = 1 AS OF TIMESTAMP '2026-01-01'",
    "SELECT * FROM t u WHERE id = 1 AS OF SCN 3 ORDER BY 1",
    "SELECT * FROM t u AS OF SCN 3",
    "SELECT * FROM t WHERE id = 1 FOR SYSTEM_TIME BETWEEN TIMESTAMP 'a' AND TIMESTAMP 'b' ORDER BY "
    "system_time",
    "SELECT * FROM t WHERE id = ? FOR SYSTEM_TIME BETWEEN ? AND ? ORDER BY system_time",
    "SELECT * FROM t FOR SYSTEM_TIME AS OF '2026-01-01' x, u FOR SYSTEM_TIME FROM now() - INTERVAL "
    "'1 day' TO now(), v FOR SYSTEM_TIME ALL, w FOR SYSTEM_TIME AS OF SCN 5, y FOR SYSTEM_TIME AS "
    "OF TIMESTAMP WITH TIME ZONE '2026-01-01'",
    "SELECT '2025-11-14' AS date, SUM(stock) FROM p AS OF TIMESTAMP '2025-11-14' UNION ALL SELECT "
    "'x', SUM(stock) FROM p AS OF NOW",
    "SELECT a FROM t AS of",
    R"(SELECT * FROM branch.users, "a-b.c".public.t, "Dev".users u)",
    "INSERT INTO t VALUES (1, 'a', DEFAULT)",
    "INSERT INTO t (a, b) VALUES (1, 2), (3, 4), (5, 6)",
    "INSERT INTO s.t AS x (a, b[1], c.d) SELECT 1, 2, 3 FROM u",
    "INSERT INTO t DEFAULT VALUES RETURNING *",
    "INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)",
    "INSERT INTO t OVERRIDING USER VALUE TABLE u",
    "INSERT INTO t (a) (SELECT 1) RETURNING a, b AS c",
    "INSERT INTO t SELECT * FROM t AS OF TIMESTAMP '2026-01-01' WHERE id = 42",
    "INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT DO NOTHING",
    R"(INSERT INTO t VALUES (1) ON CONFLICT (a, lower(b) COLLATE "C" text_ops, (c + 1)) WHERE )"
    R"(d DO UPDATE SET a = excluded.a, (b, c) = (1, DEFAULT), (d, e) = (SELECT 1, 2) WHERE t.a )"
    R"(> 0 RETURNING *)",
    "INSERT INTO t VALUES (1) ON CONFLICT ON CONSTRAINT t_pkey DO UPDATE SET a = DEFAULT",
    "INSERT OR REPLACE INTO t VALUES (1)",
    "INSERT OR IGNORE INTO t (a) VALUES (?)",
    "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
    "INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x",
    "UPDATE t SET a = 1",
    "UPDATE ONLY t AS x SET a = a + 1, b[1] = 2, c.d = 3 FROM u, v JOIN w USING (a) WHERE x.a = "
    "u.a RETURNING x.*",
    "UPDATE t x SET (a, b) = ROW(1, 2), c = DEFAULT",
    "UPDATE s.t * SET a = NULL",
    "WITH x AS (SELECT 1) UPDATE t SET a = (SELECT * FROM x)",
    "DELETE FROM t",
    "DELETE FROM ONLY t x USING u, v WHERE x.a = u.a RETURNING a",
    "DELETE FROM t AS d WHERE a IN (1, 2)",
    "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED AND u.b THEN UPDATE SET b = u.b WHEN MATCHED "
    "THEN DELETE WHEN NOT MATCHED THEN INSERT (a, b) VALUES (u.a, DEFAULT) WHEN NOT MATCHED THEN "
    "DO NOTHING",
    "MERGE INTO t AS x USING (SELECT 1 AS a) s ON x.a = s.a WHEN NOT MATCHED THEN INSERT DEFAULT "
    "VALUES",
    "TRUNCATE t",
    "TRUNCATE TABLE ONLY a, s.b RESTART IDENTITY CASCADE",
    "COPY t FROM '/tmp/x.csv' WITH (FORMAT csv, HEADER true, DELIMITER ';', FORCE_NULL (a, b), "
    "NULL '')",
    "COPY s.t (a, b) TO STDOUT",
    "COPY (SELECT * FROM t) TO 'x' (FORMAT csv, HEADER)",
    "COPY t FROM STDIN (FORMAT text) WHERE a > 1",
    "CREATE TABLE t ()",
    "CREATE TABLE t (id INT PRIMARY KEY, name TEXT NOT NULL, age INT, face VECTOR(3))",
    R"(CREATE TABLE IF NOT EXISTS s.t (a SERIAL PRIMARY KEY, b int DEFAULT 1 + 1 NOT NULL, c )"
    R"(text DEFAULT 'x' COLLATE "C" UNIQUE NULL, d int CHECK (d > 0) NO INHERIT, e int )"
    R"(CONSTRAINT pos CHECK (e > 0)))",
    "CREATE TABLE t (a int REFERENCES u, b int REFERENCES s.u (x) MATCH FULL ON DELETE CASCADE ON "
    "UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, c int REFERENCES u ON DELETE SET DEFAULT (c) "
    "ON UPDATE NO ACTION NOT DEFERRABLE INITIALLY IMMEDIATE, d int REFERENCES u ON DELETE "
    "RESTRICT)",
    "CREATE TABLE t (a int, b int, CONSTRAINT pk PRIMARY KEY (a, b) INCLUDE (c) WITH (fillfactor = "
    "70), UNIQUE NULLS NOT DISTINCT (b), UNIQUE (a) DEFERRABLE, CHECK (a < b), CONSTRAINT fk "
    "FOREIGN KEY (a, b) REFERENCES u (c, d) MATCH SIMPLE ON DELETE SET NULL (a))",
    "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, x int GENERATED BY DEFAULT AS "
    "IDENTITY (START WITH 10 INCREMENT BY -2 NO CYCLE), y int GENERATED ALWAYS AS (x * 2) STORED)",
    "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, ssn VARCHAR(11) ENCRYPTED, email TEXT "
    "ENCRYPTED NOT NULL, d blob STORAGE columnar, e text COMPRESSION lz4)",
    "CREATE TABLE t (c TIMESTAMP DEFAULT CURRENT_TIMESTAMP, d TIMESTAMP DEFAULT NOW(), e interval "
    "DEFAULT INTERVAL '1' DAY, f boolean DEFAULT false, g int DEFAULT -1, h text[] DEFAULT '{}', i "
    "text DEFAULT ('a' || 'b'))",
    R"(CREATE TABLE t (timestamp timestamp, value int, date date, "order" int, key text, LIKE )"
    R"(u INCLUDING ALL EXCLUDING indexes))",
    "CREATE TEMP TABLE t (a int) ON COMMIT DROP",
    "CREATE TEMPORARY TABLE t (a int) WITH (fillfactor = 70, autovacuum_enabled = false, toast.x = "
    "'y') ON COMMIT DELETE ROWS",
    "CREATE UNLOGGED TABLE t (a int) INHERITS (u, s.v)",
    "CREATE LOCAL TEMPORARY TABLE t (a int) ON COMMIT PRESERVE ROWS",
    "CREATE TABLE t AS SELECT 1 AS a",
    "CREATE TABLE IF NOT EXISTS t (a, b) WITH (x = 1) AS SELECT 1, 2 WITH NO DATA",
    "CREATE TABLE t AS VALUES (1), (2) WITH DATA",
    "CREATE TABLE t AS EXECUTE p(1)",
    "CREATE TABLE t AS TABLE u",
    "ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 0, ADD d text, DROP COLUMN IF EXISTS e "
    "CASCADE, DROP f RESTRICT",
    "ALTER TABLE IF EXISTS ONLY s.t ADD COLUMN IF NOT EXISTS embedding VECTOR(384)",
    R"(ALTER TABLE t ALTER COLUMN a TYPE bigint USING a::bigint, ALTER b SET DATA TYPE text )"
    R"(COLLATE "C", ALTER c SET DEFAULT 1 + 1, ALTER d DROP DEFAULT, ALTER e SET NOT NULL, )"
    R"(ALTER f DROP NOT NULL, ALTER g DROP EXPRESSION IF EXISTS)",
    "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY (START 5), ALTER b DROP IDENTITY IF "
    "EXISTS, ALTER c SET STATISTICS 100, ALTER d SET STORAGE external, ALTER ssn SET ENCRYPTED",
    "ALTER TABLE t ADD CONSTRAINT x UNIQUE (a), ADD PRIMARY KEY USING INDEX i, ADD FOREIGN KEY (a) "
    "REFERENCES u NOT VALID, DROP CONSTRAINT IF EXISTS y CASCADE, VALIDATE CONSTRAINT z",
    "ALTER TABLE t SET (encryption = TRUE), RESET (fillfactor), OWNER TO joe, SET LOGGED, SET "
    "UNLOGGED",
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY, FORCE ROW LEVEL "
    "SECURITY, NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE t ADD SYSTEM VERSIONING",
    "ALTER TABLE t DROP SYSTEM VERSIONING",
    "ALTER TABLE t RENAME TO u",
    "ALTER TABLE t RENAME COLUMN a TO b",
    "ALTER TABLE t RENAME a TO b",
    "ALTER TABLE t RENAME CONSTRAINT a TO b",
    "ALTER TABLE t SET SCHEMA s",
    "ALTER VIEW v RENAME TO w",
    "ALTER INDEX IF EXISTS i RENAME TO j",
    "ALTER SCHEMA s RENAME TO r",
    "ALTER MATERIALIZED VIEW mv SET (auto_refresh = true, staleness_threshold_sec = 300)",
    "ALTER SEQUENCE IF EXISTS s RESTART WITH 5 INCREMENT 2 OWNED BY t.a MAXVALUE 100 MINVALUE -5 "
    "CACHE 10 CYCLE",
    "ALTER SEQUENCE s RESTART NO MAXVALUE NO MINVALUE OWNED BY NONE AS bigint",
    "ALTER SEQUENCE s RENAME TO r",
    "CREATE INDEX i ON t(c)",
    R"(CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (a DESC NULLS )"
    R"(LAST, lower(b) COLLATE "C" text_ops ASC, (a + b)) INCLUDE (c, d) NULLS NOT DISTINCT )"
    R"(WITH (fillfactor = 70) WHERE a > 0)",
    "CREATE INDEX ON t (a, b)",
    "CREATE INDEX i ON t(e) USING hnsw",
    "CREATE INDEX i ON t USING hnsw (e vector_l2_ops)",
    "CREATE INDEX i ON t USING hnsw (e vector_cosine_ops) WITH (m = 16, ef_construction = 200, "
    "quantization = 'product', pq_subquantizers = 8)",
    "CREATE INDEX i ON d USING gin(to_tsvector('english', content))",
    "CREATE INDEX i ON t USING gist (a gist_ops (siglen = 32))",
    "CREATE VIEW v AS SELECT * FROM t",
    "CREATE OR REPLACE TEMP RECURSIVE VIEW s.v (a, b) WITH (security_barrier) AS SELECT 1, 2 WITH "
    "LOCAL CHECK OPTION",
    "CREATE VIEW v AS SELECT 1 WITH CHECK OPTION",
    "CREATE VIEW v AS SELECT 1 WITH CASCADED CHECK OPTION",
    "CREATE MATERIALIZED VIEW mv AS SELECT a FROM t",
    "CREATE MATERIALIZED VIEW IF NOT EXISTS mv (a) WITH (auto_refresh = true) AS SELECT 1 WITH NO "
    "DATA",
    "CREATE MATERIALIZED VIEW mv AS SELECT a, count(*) FROM t GROUP BY a WITH (auto_refresh = "
    "true, max_cpu_percent = 15.0, lazy_catchup_window = '1 hour')",
    "REFRESH MATERIALIZED VIEW mv",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY mv WITH DATA",
    "REFRESH MATERIALIZED VIEW mv INCREMENTALLY",
    "CREATE SCHEMA s",
    "CREATE SCHEMA IF NOT EXISTS s AUTHORIZATION joe",
    "CREATE SCHEMA AUTHORIZATION joe",
    "CREATE SEQUENCE s",
    "CREATE TEMP SEQUENCE IF NOT EXISTS s AS bigint INCREMENT BY 2 MINVALUE 1 MAXVALUE 10 START "
    "WITH 5 CACHE 3 CYCLE OWNED BY t.a",
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
    R"(CREATE TYPE pair AS (a int, b text COLLATE "C"))",
    "CREATE DOMAIN d AS int DEFAULT 1 NOT NULL CHECK (VALUE > 0)",
    R"(CREATE DOMAIN s.d text COLLATE "C" CONSTRAINT c CHECK (value <> ''))",
    "CREATE DATABASE d",
    "CREATE DATABASE IF NOT EXISTS d WITH (encryption = 'AES-256', key_management = 'managed')",
    "CREATE DATABASE d OWNER joe ENCODING = 'UTF8'",
    "CREATE POLICY tenant_isolation ON documents USING (tenant_id = current_tenant_id())",
    "CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO joe, public USING (a) WITH CHECK (b)",
    "CREATE EXTENSION IF NOT EXISTS vector",
    "DROP TABLE t",
    "DROP TABLE IF EXISTS a, s.b CASCADE",
    "DROP INDEX CONCURRENTLY IF EXISTS i RESTRICT",
    "DROP VIEW v",
    "DROP MATERIALIZED VIEW IF EXISTS mv",
    "DROP SEQUENCE s",
    "DROP SCHEMA s CASCADE",
    "DROP TYPE t",
    "DROP DOMAIN d",
    "DROP DATABASE IF EXISTS d",
    "DROP EXTENSION vector",
    "DROP POLICY IF EXISTS p ON s.t",
    "COMMENT ON TABLE s.t IS 'it''s'",
    "COMMENT ON COLUMN t.a IS NULL",
    "COMMENT ON CONSTRAINT c ON t IS 'x'",
    "BEGIN",
    "BEGIN TRANSACTION",
    "BEGIN WORK ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE",
    "START TRANSACTION ISOLATION LEVEL REPEATABLE READ READ WRITE NOT DEFERRABLE",
    "BEGIN ISOLATION LEVEL READ COMMITTED",
    "START TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
    "COMMIT",
    "COMMIT WORK AND CHAIN",
    "END TRANSACTION AND NO CHAIN",
    "ROLLBACK",
    "ABORT",
    "ROLLBACK AND CHAIN",
    "SAVEPOINT s",
    "RELEASE SAVEPOINT s",
    "RELEASE s",
    "ROLLBACK TO s",
    "ROLLBACK WORK TO SAVEPOINT s",
    "SET x = 1",
    "SET LOCAL helios.tenant_id TO 'a'",
    "SET SESSION x TO DEFAULT",
    R"(SET search_path = a, "B", 'c')",
    "SET x TO ON",
    "SET x = -1.5",
    "SET x TO true",
    "SET session = 1",
    "SET log_min_duration_statement = 1000",
    "SET TIME ZONE 'UTC'",
    "SET TIME ZONE LOCAL",
    "SET TIME ZONE INTERVAL '1' HOUR",
    "SET SCHEMA 's'",
    "SET NAMES 'utf8'",
    "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "SET TRANSACTION SNAPSHOT 'abc'",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SHOW x",
    "SHOW ALL",
    "SHOW TIME ZONE",
    "SHOW TRANSACTION ISOLATION LEVEL",
    "SHOW helios.branch",
    "RESET x",
    "RESET ALL",
    "PREPARE p AS SELECT $1",
    "PREPARE p (int, text[]) AS INSERT INTO t VALUES ($1, $2)",
    "EXECUTE p",
    "EXECUTE p (1, 'a')",
    "DEALLOCATE p",
    "DEALLOCATE PREPARE ALL",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE VERBOSE SELECT 1",
    "EXPLAIN (ANALYZE, COSTS off, FORMAT json, BUFFERS true) UPDATE t SET a = 1",
    "EXPLAIN (SELECT 1) UNION SELECT 2",
    "EXPLAIN CREATE TABLE t AS SELECT 1",
    "EXPLAIN EXECUTE p(1)",
    "VACUUM",
    "VACUUM ANALYZE",
    "VACUUM FULL FREEZE VERBOSE ANALYZE t, s.u (a, b)",
    "VACUUM (FULL, ANALYZE false, PARALLEL 4) t",
    "ANALYZE",
    "ANALYZE VERBOSE t (a)",
    "ANALYZE table_name",
    "REINDEX DATABASE",
    "REINDEX TABLE CONCURRENTLY s.t",
    "REINDEX (VERBOSE) INDEX i",
    "REINDEX DATABASE d",
    "CHECKPOINT",
    "PRAGMA table_info(t)",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode",
    "PRAGMA main.user_version = 5",
    "DO $$ BEGIN EXECUTE 'DROP DATABASE BRANCH ' || r.branch_name; END $$",
    "DO LANGUAGE plpgsql 'x'",
    "BACKUP TO 's3://bucket/backup.sql'",
    "RESTORE FROM 's3://bucket/backup.sql'",
    "CREATE DATABASE BRANCH b AS OF NOW",
    "CREATE DATABASE BRANCH b FROM CURRENT AS OF NOW",
    "CREATE DATABASE BRANCH b FROM main AS OF TIMESTAMP '2026-01-01'",
    "CREATE DATABASE BRANCH b AS OF SCN 50000",
    "CREATE DATABASE BRANCH b AS OF TRANSACTION 12345 WITH (replication_factor = 3, region = "
    "'us-west-2')",
    "CREATE DATABASE BRANCH IF NOT EXISTS b PARENT p AS OF NOW",
    "CREATE BRANCH dev-20251121",
    "CREATE BRANCH staging-v2.1 FROM data-team-analytics AS OF NOW",
    R"(CREATE BRANCH "Any Name" FROM 'quoted name')",
    "CREATE BRANCH release-1.2.3-rc1 AS OF SCN 5 FROM feature-select",
    "CREATE BRANCH dev-2025a",
    "CREATE BRANCH Test-2025-01-01",
    "DROP DATABASE BRANCH b",
    "DROP DATABASE BRANCH b FORCE",
    "DROP DATABASE BRANCH IF EXISTS dev-20251121 FORCE",
    "DROP BRANCH b",
    "MERGE DATABASE BRANCH s INTO main",
    "MERGE DATABASE BRANCH s INTO main WITH (conflict_resolution = 'branch_wins', "
    "delete_branch_after = true)",
    "MERGE BRANCH dev-1 INTO blue WITH conflict_resolution = 'fail'",
    "MERGE BRANCH s",
    "ALTER DATABASE BRANCH main_new RENAME TO main",
    "ALTER DATABASE BRANCH b RESET TO SCN 5",
    "ALTER BRANCH b RESET TO TIMESTAMP '2026-01-01'",
    "ALTER BRANCH b SET (retention_days = 30)",
    "USE BRANCH b",
    "USE DATABASE BRANCH dev-20251121",
    "SHOW BRANCHES",
    "SHOW DATABASE BRANCHES",
    "CREATE TAG v1",
    "CREATE TAG IF NOT EXISTS v1.2 ON BRANCH dev-1 AS OF SCN 5",
    "CREATE TAG nightly FROM main",
    "DROP TAG v1",
    "DROP TAG IF EXISTS v1.2",
    "SELECT * FROM pg_database_branches() WHERE branch_name LIKE 'test-%' AND created_at < NOW() - "
    "INTERVAL '7 days'",
    "SELECT RANK() OVER (ORDER BY SUM(score) DESC) FROM t GROUP BY id",
    "SELECT metadata->'tags' ? 'vip', preferences->>'theme' = 'dark' FROM users",
    "SELECT id, e <=> $1 AS distance FROM docs WHERE category = 'x' AND (e <=> $1) < 0.3 ORDER BY "
    "distance LIMIT 10",
};
