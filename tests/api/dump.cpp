#include <helios/helios.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <sstream>

namespace helios::test {

namespace {

std::string dump_of(database& db) {
  std::ostringstream out;
  db.dump(out);
  return out.str();
}

/// dump(run(dump(db), empty)) == dump(db)
void check_law(database& db) {
  std::string const text = dump_of(db);
  INFO(text);
  database copy = open(":memory:");
  copy.execute(text);
  CHECK(dump_of(copy) == text);
  CHECK(copy.check().empty());
}

}  // namespace

TEST_CASE("an empty database dumps to nothing that matters") {
  database db = open(":memory:");
  CHECK(dump_of(db) == "BEGIN;\nCOMMIT;\n");
  check_law(db);
}

TEST_CASE("a dump makes everything again") {
  database db = open(":memory:");
  db.execute(R"(
    CREATE SCHEMA "Odd Name";
    CREATE SEQUENCE tickets START WITH 100 INCREMENT BY 5;
    CREATE TABLE parents (id SERIAL PRIMARY KEY, name TEXT NOT NULL UNIQUE, at TIMESTAMPTZ,
                          b BYTEA, price NUMERIC(10, 2) DEFAULT 1.50 CHECK (price >= 0));
    CREATE TABLE "Odd Name"."Child's" (a INT, b VARCHAR(5), parent INT REFERENCES parents (id)
                          ON DELETE CASCADE, f FLOAT, d DATE, ok BOOLEAN,
                          twice INT GENERATED ALWAYS AS (a * 2) STORED, PRIMARY KEY (b, a));
    CREATE TABLE loops (id INT PRIMARY KEY, next INT REFERENCES loops (id));
    CREATE TABLE keyless (t TEXT DEFAULT 'it''s');
    CREATE INDEX by_name ON parents (lower(name), price DESC) WHERE price IS NOT NULL;
    CREATE VIEW cheap AS SELECT id, name FROM parents WHERE price < 2;
    CREATE VIEW cheaper (n) AS SELECT name FROM cheap;
    INSERT INTO parents (name, at, b, price) VALUES
      ('O''Hara', '2025-01-01 12:00:00.5+02', '\x00ff', 1.10), (E'two\nlines', NULL, '', 2);
    INSERT INTO "Odd Name"."Child's" (a, b, parent, f, d, ok) VALUES
      (1, 'x', 1, 'NaN', '2000-02-29', true), (-2, 'y', NULL, '1e300', 'infinity', false);
    INSERT INTO loops VALUES (1, 2), (2, 1);
    INSERT INTO keyless VALUES ('b'), ('a'), (NULL);
    SELECT nextval('tickets');
  )");
  check_law(db);
}

TEST_CASE("a dump of many rows is read again in pieces") {
  database db = open(":memory:");
  db.execute("CREATE TABLE n (i INT PRIMARY KEY, t TEXT)");
  random_source random;
  CAPTURE(random.seed);
  auto app = db.appender("n");
  for (int i = 0; i != 3000; ++i) {
    std::string text;
    for (std::uint64_t k = random.below(30); k != 0; --k) {
      text += static_cast<char>(' ' + random.below(95));
    }
    app.row(i, text);
  }
  app.close();
  check_law(db);
}

// Every column with a sequence was dumped as serial, whosever the sequence was.
TEST_CASE("a dump tells sequences of columns from those that are others' or shared") {
  database db = open(":memory:");
  db.execute(R"(
    CREATE TABLE a_b (c serial);
    CREATE TABLE a (b_c serial);
    CREATE TABLE d_e_seq (p int);
    CREATE TABLE d (e bigserial, f smallserial);
    CREATE TABLE old (n serial PRIMARY KEY);
    ALTER TABLE old RENAME TO renamed;
    CREATE SEQUENCE shared INCREMENT BY 10;
    CREATE TABLE one (id int PRIMARY KEY DEFAULT nextval('shared'), x int);
    CREATE TABLE two (id int DEFAULT nextval('shared'), x int);
    INSERT INTO a_b VALUES (DEFAULT); INSERT INTO a VALUES (DEFAULT), (DEFAULT);
    INSERT INTO renamed VALUES (DEFAULT);
    INSERT INTO one (x) VALUES (1); INSERT INTO two (x) VALUES (2);
    INSERT INTO two VALUES (NULL, 3))");
  check_law(db);
  database copy = open(":memory:");
  copy.execute(dump_of(db));
  for (database* const each : {&db, &copy}) {
    CHECK(each->query_value<int>("INSERT INTO one (x) VALUES (4) RETURNING id") == 21);
    CHECK(each->query_value<int>("INSERT INTO two (x) VALUES (5) RETURNING id") == 31);
    CHECK(each->query_value<int>("INSERT INTO a VALUES (DEFAULT) RETURNING b_c") == 3);
    CHECK(each->query_value<int>("INSERT INTO a_b VALUES (DEFAULT) RETURNING c") == 2);
    each->execute("DROP TABLE a_b, a, d, renamed");
    CHECK(each->query_value<std::int64_t>("SELECT count(*) FROM pg_sequences") == 1);
  }
}

TEST_CASE("a dump makes enumerations before what they are used for") {
  database db = open(":memory:");
  db.execute(R"(
    CREATE SCHEMA app;
    CREATE TYPE app."Odd" AS ENUM ('it''s', 'b');
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    ALTER TYPE mood ADD VALUE 'ok' BEFORE 'happy';
    CREATE TABLE t (m mood PRIMARY KEY DEFAULT 'ok' CHECK (m <> 'sad'::mood), o app."Odd");
    INSERT INTO t VALUES ('happy', 'it''s'), (DEFAULT, NULL);
    CREATE VIEW v AS SELECT o FROM t WHERE m = 'ok'::mood)");
  check_law(db);
  std::string const text = dump_of(db);
  CHECK(text.find("CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy')") != text.npos);
  CHECK(text.find("CREATE TYPE app.\"Odd\" AS ENUM ('it''s', 'b')") != text.npos);
}

TEST_CASE("a dump keeps JSON as it is") {
  database db = open(":memory:");
  db.execute(R"(
    CREATE TABLE t (b jsonb PRIMARY KEY DEFAULT '{"n": 1}' CHECK (b <> 'null'), j json);
    CREATE INDEX i ON t ((b -> 'a'));
    INSERT INTO t VALUES ('{"b": [1.50, "it''s"], "a": "\\"}', '{"a" :1,  "a":2}'), (DEFAULT, NULL);
    CREATE VIEW v AS SELECT b ->> 'a' AS a FROM t WHERE b ? 'a' AND b @> '{}'::jsonb)");
  check_law(db);
  CHECK(dump_of(db).find("'{\"a\" :1,  \"a\":2}'") != std::string::npos);
}

TEST_CASE("a dump brings vectors back") {
  database db = open(":memory:");
  db.execute(R"(
    CREATE TABLE t (id int PRIMARY KEY, e vector(3) DEFAULT '[1,2,3]', a vector, l vector(1)[]);
    CREATE INDEX ON t (e);
    INSERT INTO t VALUES (1, '[0.1,-0,3e38]', '[1]', '{[1],NULL}'), (2, DEFAULT, NULL, NULL);
    CREATE VIEW v AS SELECT e <-> '[1,2,3]' AS d FROM t ORDER BY e <=> '[1,1,1]'::vector(3))");
  check_law(db);
}

TEST_CASE("a dump brings arrays back") {
  database db = open(":memory:");
  db.execute(R"(
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE t (id int PRIMARY KEY, a int[] DEFAULT '{1,2}', s varchar(5)[], n numeric(8,2)[],
                    m mood[] DEFAULT ARRAY['sad'::mood], CHECK (1 = ANY (a) OR a IS NULL));
    CREATE INDEX ON t (s);
    INSERT INTO t VALUES (1, '{3,NULL,1}', '{"a,b",NULL,"",null,"\\"}', '{1.5}', '{happy,NULL}');
    INSERT INTO t VALUES (2, NULL, '{}', NULL, DEFAULT);
    CREATE VIEW v AS SELECT a[1] AS first, s || ARRAY['x'] AS more FROM t WHERE a @> '{3}')");
  check_law(db);
  std::string const text = dump_of(db);
  CHECK(text.find("s character varying(5)[]") != text.npos);
  CHECK(text.find("m public.mood[]") != text.npos);
}

}  // namespace helios::test
