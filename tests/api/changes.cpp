#include <helios/plan/apply_change.hpp>

#include <tests/api/session_fixture.hpp>

using namespace helios;
using namespace helios::test;

TEST_CASE("INSERT: targets, defaults, sequences, RETURNING, tags") {
  session_fixture db(
      "CREATE TABLE t (id serial PRIMARY KEY, a int DEFAULT 7, b text,"
      "                c int GENERATED ALWAYS AS (a * 2) STORED)");
  CHECK(db("INSERT INTO t (b) VALUES ('x'), ('y')") == "INSERT 0 2");
  CHECK(db("INSERT INTO t (a) VALUES (DEFAULT) RETURNING *") == "3|7|null|14");
  CHECK(db("INSERT INTO t DEFAULT VALUES RETURNING id, c + 1 AS more") == "4|15");
  CHECK(db("INSERT INTO t (id, a) SELECT id + 10, id FROM t WHERE id < 3 RETURNING id, a, c") ==
        "11|1|2, 12|2|4");
  CHECK(db("SELECT currval('t_id_seq'), lastval()") == "4|4");
  CHECK(db("INSERT INTO t (id) VALUES (1)") ==
        "23505 duplicate key value violates unique constraint \"t_pkey\"");
  CHECK(outcome_of(*db.own, "INSERT INTO t (b) VALUES ('z')").rows == 1);
}

TEST_CASE("a statement never sees its own changes") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
  bool const inside = GENERATE(false, true);
  if (inside) db("BEGIN");
  CHECK(db("INSERT INTO t SELECT id + 10 FROM t") == "INSERT 0 2");
  CHECK(db("UPDATE t SET id = id + 100 WHERE id < 200") == "UPDATE 4");
  CHECK(db("SELECT id FROM t ORDER BY id") == "101, 102, 111, 112");
  CHECK(db("DELETE FROM t WHERE id > (SELECT avg(id) FROM t)") == "DELETE 2");
}

TEST_CASE("UPDATE: keys, joins, RETURNING") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE, s text);"
      "INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c');"
      "CREATE TABLE u (id int, n int); INSERT INTO u VALUES (1, 5), (1, 6), (2, 7)");
  CHECK(db("UPDATE t SET id = 9, s = s || '!' WHERE id = 3 RETURNING *") == "9|30|c!");
  CHECK(db("UPDATE t SET id = 1 WHERE id = 2").starts_with("23505"));
  CHECK(db("UPDATE t SET n = 10 WHERE id = 2").starts_with("23505"));
  // A row that meets several is changed once.
  CHECK(db("UPDATE t SET n = u.n FROM u WHERE u.id = t.id") == "UPDATE 2");
  CHECK(db("SELECT count(*) FROM t WHERE n IN (5, 6) AND id = 1 OR n = 7 AND id = 2") == "2");
  CHECK(db("UPDATE t SET n = t.n + u.n FROM u WHERE u.id = t.id AND u.n = 7 RETURNING t.id, t.n,"
           "u.n") == "2|14|7");
  CHECK(db("UPDATE t SET n = NULL; SELECT count(n) FROM t") == "0");
  CHECK(db("UPDATE u SET n = n + 1 RETURNING n") == "6, 7, 8");
}

TEST_CASE("DELETE: USING, RETURNING, tables without keys") {
  session_fixture db(
      "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (1, 'x'),"
      "(2, 'y'), (3, 'z'); CREATE TABLE u (a int); INSERT INTO u VALUES (1), (1)");
  CHECK(db("DELETE FROM t WHERE a = 2 RETURNING b, a + 1") == "y|3");
  CHECK(db("DELETE FROM t USING u WHERE u.a = t.a") == "DELETE 2");
  CHECK(db("DELETE FROM t") == "DELETE 1");
  CHECK(db("DELETE FROM t") == "DELETE 0");
}

TEST_CASE("ON CONFLICT") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE, s text DEFAULT 'd');"
      "INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b')");
  CHECK(db("INSERT INTO t VALUES (1, 99), (3, 30) ON CONFLICT DO NOTHING") == "INSERT 0 1");
  CHECK(db("INSERT INTO t VALUES (5, 10) ON CONFLICT DO NOTHING") == "INSERT 0 0");
  CHECK(db("INSERT INTO t VALUES (1, 11, 'z') ON CONFLICT (id) DO UPDATE "
           "SET n = t.n + excluded.n, s = excluded.s RETURNING *") == "1|21|z");
  CHECK(db("INSERT INTO t VALUES (1, 0), (7, 70) ON CONFLICT (id) DO UPDATE SET n = 0 "
           "WHERE t.n > 1000 RETURNING id") == "7");
  // Another constraint than the one that was named is a violation.
  CHECK(db("INSERT INTO t VALUES (8, 21) ON CONFLICT (id) DO NOTHING") ==
        "23505 duplicate key value violates unique constraint \"t_n_key\"");
  // Both stand in the way: the one that was named decides.
  CHECK(db("INSERT INTO t VALUES (2, 21) ON CONFLICT (n) DO UPDATE SET s = 'by n' RETURNING id") ==
        "1");
  CHECK(db("INSERT INTO t VALUES (1, 1), (1, 2) ON CONFLICT (id) DO UPDATE SET s = excluded.s") ==
        "21000 ON CONFLICT DO UPDATE command cannot affect row a second time");
  CHECK(db("INSERT INTO t VALUES (50, 1), (50, 2) ON CONFLICT (id) DO UPDATE SET s = 'x'") ==
        "21000 ON CONFLICT DO UPDATE command cannot affect row a second time");
  CHECK(db("INSERT INTO t VALUES (50, 1), (50, 2) ON CONFLICT (id) DO NOTHING") == "INSERT 0 1");
}

TEST_CASE("constraints and foreign keys") {
  session_fixture db(
      "CREATE TABLE p (id int PRIMARY KEY);"
      "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE,"
      "                n int CHECK (n > 0));"
      "INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1, 1, 1), (2, 2, 1)");
  CHECK(db("INSERT INTO c VALUES (3, 9, 1)").starts_with("23503"));
  CHECK(db("INSERT INTO c VALUES (3, 1, 0)").starts_with("23514"));
  CHECK(db("DELETE FROM p WHERE id = 1; SELECT id FROM c") == "2");
  CHECK(db("UPDATE p SET id = 5").starts_with("23503"));
}

TEST_CASE("TRUNCATE") {
  session_fixture db(
      "CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE c (p int REFERENCES p);"
      "INSERT INTO p DEFAULT VALUES; INSERT INTO p DEFAULT VALUES;"
      "INSERT INTO c VALUES (1)");
  CHECK(db("TRUNCATE p") == "0A000 cannot truncate a table referenced in a foreign key constraint");
  CHECK(db("TRUNCATE c, p; SELECT count(*) FROM p") == "0");
  CHECK(db("INSERT INTO p DEFAULT VALUES RETURNING id") == "3");
  CHECK(db("INSERT INTO c VALUES (3)") == "INSERT 0 1");
  api::outcome const o = outcome_of(*db.own, "TRUNCATE p RESTART IDENTITY CASCADE");
  CHECK(o.tag == "TRUNCATE TABLE");
  REQUIRE(o.notices.size() == 1);
  CHECK(o.notices[0].message == "truncate cascades to table \"c\"");
  CHECK(db("SELECT count(*) FROM c") == "0");
  CHECK(db("INSERT INTO p DEFAULT VALUES RETURNING id") == "1");
}

TEST_CASE("CREATE TABLE AS") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, s text); INSERT INTO t VALUES (1, 'a'),"
      "(2, 'b')");
  CHECK(db("CREATE TABLE u AS SELECT id * 2 AS twice, s FROM t") == "SELECT 2");
  CHECK(db("SELECT twice, s FROM u") == "2|a, 4|b");
  CHECK(db("CREATE TABLE v (x) AS SELECT id FROM t WITH NO DATA") == "CREATE TABLE AS");
  CHECK(db("SELECT x FROM v") == "");
  CHECK(db("CREATE TABLE u AS SELECT 1").starts_with("42P07"));
  CHECK(outcome_of(*db.own, "CREATE TABLE IF NOT EXISTS u AS SELECT 1 AS a").notices.size() == 1);
}

TEST_CASE("rows without SQL") {
  session_fixture db("CREATE TABLE t (id int PRIMARY KEY, s text DEFAULT 'd', n int)");
  std::vector<std::string> const columns{"id", "n"};
  SECTION("by themselves") {
    auto load = db.own->begin_bulk("t", columns);
    CHECK(load->columns()[1].type == types::type_id::int4);
    load->add(std::vector<value>{value(std::int32_t{1}), value(std::int32_t{7})});
    CHECK(state_of([&] {
            load->add(std::vector<value>{value(std::int32_t{1}), {}});
            return 0;
          }) == "23505");
    load->add(std::vector<value>{value(std::int32_t{2}), {}});
    CHECK(db("SELECT count(*) FROM t") == "0");
    CHECK(load->commit() == 2);
    CHECK(db("SELECT * FROM t") == "1|d|7, 2|d|null");
  }
  SECTION("in a transaction") {
    db("BEGIN; INSERT INTO t VALUES (1)");
    {
      auto dropped = db.own->begin_bulk("public.t", columns);
      dropped->add(std::vector<value>{value(std::int32_t{5}), {}});
    }
    auto load = db.own->begin_bulk("t", columns);
    load->add(std::vector<value>{value(std::int32_t{2}), {}});
    CHECK(load->commit() == 1);
    auto late = db.own->begin_bulk("t", columns);
    CHECK(db("COMMIT; SELECT id FROM t") == "1, 2");
    CHECK(state_of([&] { return late->commit(); }) == "55000");
  }
}
