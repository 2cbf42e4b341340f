// INSERT, UPDATE, DELETE as the binder reads them: what is read, what is written, what is returned.
#include <helios/sql/bind.hpp>

#include <tests/sql/bind_fixture.hpp>

using namespace helios;
using namespace helios::test;

namespace {

struct bound {
  std::string sql, change;
};

bound const changes[] = {
    {"INSERT INTO a VALUES (1, 2, 'k'), (2, DEFAULT, 'j')",
     "id x t <- values[(1, 2, 'k'::text), (2, NULL, 'j'::text)]"},
    {"INSERT INTO a (t, id) VALUES ('k', 1.6)", "t id <- values[('k'::text, (1.6)::integer)]"},
    {"INSERT INTO a SELECT id, a_id, s FROM b",
     "id x t <- project[id, a_id, (s)::text](project[id, a_id, s](scan b))"},
    {"INSERT INTO a (id, t) SELECT 1, 'k' UNION SELECT 2, 'j'",
     "id t <- project[?column?, ?column?](union(project[1, 'k'::text](values[()]), project[2, "
     "'j'::text](values[()])))"},
    {"INSERT INTO a DEFAULT VALUES", "<- values[()]"},
    {"INSERT INTO auto (n) VALUES (1), (DEFAULT)", "n <- values[(1), (7)]"},
    {"INSERT INTO auto (k, n) VALUES (DEFAULT, 1)", "n <- values[(1)]"},
    {"INSERT INTO auto (k) OVERRIDING SYSTEM VALUE VALUES (1)", "k <- values[(1)]"},
    {"INSERT INTO auto (k, n) OVERRIDING USER VALUE VALUES (1, 2)", "n <- values[(2)]"},
    {"INSERT INTO a VALUES (1, 2, 'k') ON CONFLICT DO NOTHING",
     "id x t <- values[(1, 2, 'k'::text)]; conflict "},
    {"INSERT INTO a VALUES (1, 2, 'k') ON CONFLICT (id) DO UPDATE SET x = excluded.x + a.x, t "
     "= DEFAULT WHERE a.x < excluded.x RETURNING id, x + 1",
     "id x t <- values[(1, 2, 'k'::text)]; conflict (x + x), NULL where (x < x); returning id, "
     "(x + 1)"},
    {"INSERT OR REPLACE INTO a VALUES (1, 2, 'k')",
     "id x t <- values[(1, 2, 'k'::text)]; conflict id, x, t"},
    {"UPDATE a SET x = x + 1 WHERE id = 3",
     "x <- project[id, x, t, (x + 1)](filter[(id = 3)](scan a))"},
    {"UPDATE a SET (x, t) = (1, 'k'), id = DEFAULT",
     "x t id <- project[id, x, t, 1, 'k'::text, NULL](scan a)"},
    {"UPDATE a SET (x, t) = (SELECT a_id, s FROM b WHERE b.id = a.id)",
     "x t <- project[id, x, t, (SubPlan 1), ((SubPlan 2))::text](scan a); sub "
     "project[a_id](project[a_id, s](filter[(id = id)](scan b))); sub project[s](project[a_id, "
     "s](filter[(id = id)](scan b)))"},
    {"UPDATE a AS c SET x = b.id FROM b WHERE b.a_id = c.id RETURNING c.*, b.s",
     "x <- project[id, x, t, id, id, a_id, y, s](filter[(a_id = id)](join[](scan c, scan b))); "
     "returning id, x, t, s"},
    {"UPDATE plain SET v = v + 1", "v <- project[v, #3, (v + 1)](scan plain)"},
    {"DELETE FROM a WHERE x = 1 RETURNING *",
     "<- project[id, x, t](filter[(x = 1)](scan a)); returning id, x, t"},
    {"DELETE FROM a USING b WHERE b.a_id = a.id",
     "<- project[id, x, t](filter[(a_id = id)](join[](scan a, scan b)))"},
    {"WITH q AS (SELECT 1 AS c) INSERT INTO plain SELECT c FROM q",
     "v <- project[c](project[c](project[c](project[1](values[()]))))"},
    {"INSERT INTO av VALUES (1)", "55000 13 cannot insert into view \"av\""},
    {"INSERT INTO dev.a VALUES (1)",
     "25006 13 cannot insert into table \"a\": it is read on another branch or at another time"},
};

}  // namespace

TEST_CASE("statements that change rows become changes", "[sql][bind]") {
  bind_fixture f;
  for (bound const& c : changes) {
    INFO(c.sql);
    CHECK(f.change(c.sql) == c.change);
  }
}
