// Plans as the binder makes them: every form of query, its nodes and the casts that are put in.
#include <helios/sql/bind.hpp>

#include <tests/sql/bind_fixture.hpp>

#include <helios/sql/stored_expressions.hpp>

using namespace helios;
using namespace helios::test;

namespace {

struct bound {
  std::string sql, plan;
};

bound const queries[] = {
    {"SELECT 1", "project[1](values[()])"},
    {"SELECT 1, 'x', NULL, 1.5, true, -2147483648, 99999999999",
     "project[1, 'x'::text, NULL, 1.5, true, -2147483648, 99999999999](values[()])"},
    {"SELECT * FROM a", "project[id, x, t](scan a)"},
    {"SELECT x + 1 AS p, t FROM a WHERE x > 5 AND t = 'k'",
     "project[(x + 1), t](filter[((x > 5) AND (t = 'k'::text))](scan a))"},
    {"SELECT a.*, b.s FROM a, b WHERE a.id = b.a_id",
     "project[id, x, t, s](filter[(id = a_id)](join[](scan a, scan b)))"},
    {"SELECT * FROM a JOIN b ON a.id = b.a_id",
     "project[id, x, t, id, a_id, y, s](join[(id = a_id)](scan a, scan b))"},
    {"SELECT * FROM a LEFT JOIN b USING (id)",
     "project[id, x, t, a_id, y, s](left[(id = id)](scan a, scan b))"},
    {"SELECT * FROM a FULL JOIN b USING (id)",
     "project[COALESCE(id, id), x, t, a_id, y, s](full[(id = id)](scan a, scan b))"},
    {"SELECT id FROM a RIGHT JOIN b USING (id) WHERE id = 3",
     "project[id](filter[(id = 3)](right[(id = id)](scan a, scan b)))"},
    {"SELECT * FROM a NATURAL JOIN b",
     "project[id, x, t, a_id, y, s](join[(id = id)](scan a, scan b))"},
    {"SELECT c.p FROM a AS c (p, q)", "project[id](scan c)"},
    {"SELECT * FROM (SELECT x AS k FROM a) AS s WHERE k = 1",
     "project[k](filter[(k = 1)](project[x](scan a)))"},
    {"SELECT * FROM a, LATERAL (SELECT y FROM b WHERE b.a_id = a.id) AS l",
     "project[id, x, t, y](join lateral id[](scan a, project[y](filter[(a_id = id)](scan b))))"},
    {"SELECT * FROM generate_series(1, 3) AS g",
     "project[generate_series](project[(generate_series)::integer](series[(1)::bigint, "
     "(3)::bigint, 1]))"},
    {"SELECT g + 1 FROM generate_series(1, 3) g",
     "project[(generate_series + 1)](project[(generate_series)::integer](series[(1)::bigint, "
     "(3)::bigint, 1]))"},
    {"SELECT * FROM a, generate_series(1, a.x) AS g (n)",
     "project[id, x, t, generate_series](join lateral x[](scan a, "
     "project[(generate_series)::integer](series[(1)::bigint, (x)::bigint, 1])))"},
    {"SELECT * FROM toy_rows", "project[name, size](rows toy_rows)"},
    {"SELECT n FROM av", "project[id](project[id, (x + 1)](filter[(x > 0)](scan a)))"},
    {"SELECT * FROM av AS OF SCN 1",
     "project[id, ?column?](project[id, (x + 1)](filter[(x > 0)](scan a@2)))"},
    {"SELECT * FROM a AS OF SCN 1", "project[id, x, t](scan a@2)"},
    {"SELECT * FROM a WHERE x = 1 AS OF SCN 1", "project[id, x, t](filter[(x = 1)](scan a@2))"},
    {"SELECT * FROM dev.a", "project[id, x, t](scan a@1)"},
    {"SELECT * FROM dev.public.a", "project[id, x, t](scan a@1)"},
    {"SELECT x, versions_operation FROM a VERSIONS BETWEEN SCN 1 AND SCN 5",
     "project[x, versions_operation](scan a versions)"},
    {"SELECT * FROM a VERSIONS BETWEEN SCN 1 AND NOW", "project[id, x, t](scan a versions)"},
    {"SELECT count(*) FROM a", "project[count](aggregate[; count(*)](scan a))"},
    {"SELECT t, sum(x), sum(x) + 1 FROM a GROUP BY t HAVING count(*) > 1 ORDER BY max(x) DESC",
     "project[t, sum, ?column?](sort[#12-](project[t, sum, (sum + (1)::bigint), "
     "max](filter[(count > (1)::bigint)](aggregate[t; sum(x) count(*) max(x)](scan a)))))"},
    {"SELECT x + 1 AS p, count(*) FROM a GROUP BY p",
     "project[#6, count](aggregate[(x + 1); count(*)](scan a))"},
    {"SELECT x + 1, count(*) FROM a GROUP BY 1 ORDER BY 2 DESC, 1",
     "sort[count-, ?column?](project[#6, count](aggregate[(x + 1); count(*)](scan a)))"},
    {"SELECT id, x, count(*) FROM a GROUP BY id",
     "project[id, x, count](aggregate[id, x; count(*)](scan a))"},
    {"SELECT count(DISTINCT x) FILTER (WHERE t = 'k') FROM a",
     "project[count](aggregate[; count(DISTINCT x) FILTER (WHERE (t = 'k'::text))](scan a))"},
    {"SELECT DISTINCT x FROM a ORDER BY x", "sort[x](distinct[0](project[x](scan a)))"},
    {"SELECT DISTINCT ON (t) t, x FROM a ORDER BY t, x DESC",
     "distinct[1](sort[t, x-](project[t, x](scan a)))"},
    {"SELECT x FROM a ORDER BY t NULLS FIRST LIMIT 3 OFFSET 1",
     "project[x](limit[(3)::bigint offset (1)::bigint](sort[#6](project[x, t](scan a))))"},
    {"SELECT t FROM a ORDER BY x USING >", "project[t](sort[#6-](project[t, x](scan a)))"},
    {"SELECT (SELECT max(y) FROM b WHERE b.a_id = a.id) FROM a",
     "project[(SubPlan 1)](scan a); sub project[max](aggregate[; max(y)](filter[(a_id = "
     "id)](scan b)))"},
    {"SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a_id = a.id)",
     "project[id, x, t](filter[(SubPlan 1)](scan a)); sub project[1](filter[(a_id = id)](scan "
     "b))"},
    {"SELECT * FROM a WHERE id IN (SELECT a_id FROM b)",
     "project[id, x, t](filter[(SubPlan 1)](scan a)); sub project[a_id](scan b) where (id = "
     "a_id)"},
    {"SELECT * FROM a WHERE id NOT IN (SELECT a_id FROM b)",
     "project[id, x, t](filter[(NOT (SubPlan 1))](scan a)); sub project[a_id](scan b) where "
     "(id = a_id)"},
    {"SELECT * FROM a WHERE (id, x) IN (SELECT id, a_id FROM b)",
     "project[id, x, t](filter[(SubPlan 1)](scan a)); sub project[id, a_id](scan b) where ((id "
     "= id) AND (x = a_id))"},
    {"SELECT * FROM a WHERE x > ALL (SELECT y FROM b)",
     "project[id, x, t](filter[(SubPlan 1)](scan a)); sub project[y](scan b) where (outer #1 > "
     "y)"},
    {"SELECT (SELECT (SELECT a.x + b.id) FROM b) FROM a",
     "project[(SubPlan 2)](scan a); sub project[(x + id)](values[()]); sub project[(SubPlan "
     "1)](scan b)"},
    {"SELECT t, (SELECT sum(a.x)) FROM a GROUP BY t",
     "project[t, (SubPlan 1)](aggregate[t; sum(x)](scan a)); sub project[sum](values[()])"},
    {"SELECT t, (SELECT count(*) FROM b WHERE b.s = a.t) FROM a GROUP BY t",
     "project[t, (SubPlan 1)](aggregate[t;](scan a)); sub project[count](aggregate[; "
     "count(*)](filter[((s)::text = t)](scan b)))"},
    {"SELECT (a.id, a.x) < (1, 2), (1, 2) <> (3, 4) FROM a",
     "project[((id < 1) OR ((id = 1) AND (x < 2))), ((1 <> 3) OR (2 <> 4))](scan a)"},
    {"SELECT x IN (1, 2, 3), (x, id) IN ((1, 2), (3, 4)) FROM a",
     "project[(x IN (1, 2, 3)), (((x = 1) AND (id = 2)) OR ((x = 3) AND (id = 4)))](scan a)"},
    {"SELECT x BETWEEN 1 AND 2, x NOT BETWEEN SYMMETRIC 1 AND 2 FROM a",
     "project[((x >= 1) AND (x <= 2)), (((x < 1) OR (x > 2)) AND ((x < 2) OR (x > 1)))](scan a)"},
    {"SELECT t LIKE 'a%', t NOT ILIKE 'b', t LIKE 'c!' ESCAPE '!' FROM a",
     "project[(t ~~ 'a%'::text), (t !~~* 'b'::text), like(t, 'c!'::text, '!'::text)](scan a)"},
    {"SELECT x IS NULL, x > 1 IS UNKNOWN, t IS DISTINCT FROM 'k', (x, t) IS NOT NULL FROM a",
     "project[(x IS NULL), ((x > 1) IS NULL), (t IS DISTINCT FROM 'k'::text), ((x IS NOT NULL) "
     "AND (t IS NOT NULL))](scan a)"},
    {"SELECT CASE x WHEN 1 THEN 'a' ELSE t END, CASE WHEN x = 1 THEN 1.5 END FROM a",
     "project[CASE WHEN (x = 1) THEN 'a'::text ELSE t END, CASE WHEN (x = 1) THEN 1.5 ELSE "
     "NULL END](scan a)"},
    {"SELECT coalesce(x, 0), nullif(x, 1), greatest(x, 1.5) FROM a",
     "project[COALESCE(x, 0), NULLIF(x, 1), GREATEST((x)::numeric, 1.5)](scan a)"},
    {"SELECT extract(year FROM current_date), position('a' IN t), trim(t), substring(t FROM 2 "
     "FOR 1) FROM a",
     "project[extract('year'::text, current_date()), position(t, 'a'::text), btrim(t), "
     "substring(t, 2, 1)](scan a)"},
    {"SELECT x::text, CAST(t AS int), DATE '2020-01-01', '5'::int4 FROM a",
     "project[(x)::text, (t)::integer, '2020-01-01'::date, 5](scan a)"},
    {"SELECT x = ANY (ARRAY[1, 2]) FROM a", "project[(x IN (1, 2))](scan a)"},
    {"SELECT x FROM a UNION SELECT id FROM b", "union(project[x](scan a), project[id](scan b))"},
    {"SELECT 1 UNION ALL SELECT 1.5 ORDER BY 1",
     "sort[?column?](append(project[(?column?)::numeric](project[1](values[()])), "
     "project[1.5](values[()])))"},
    {"SELECT NULL UNION SELECT x FROM a", "union(project[NULL](values[()]), project[x](scan a))"},
    {"SELECT 'a' UNION SELECT 'b'",
     "union(project['a'::text](values[()]), project['b'::text](values[()]))"},
    {"SELECT x FROM a EXCEPT ALL SELECT id FROM b INTERSECT SELECT 1",
     "except all(project[x](scan a), intersect(project[id](scan b), project[1](values[()])))"},
    {"VALUES (1, 'a'), (2.5, NULL) ORDER BY 1",
     "sort[column1](values[((1)::numeric, 'a'::text), (2.5, NULL)])"},
    {"WITH q AS (SELECT x FROM a) SELECT * FROM q WHERE x = 1",
     "project[x](filter[(x = 1)](project[x](project[x](scan a))))"},
    {"WITH q AS (SELECT x FROM a) SELECT * FROM q, q AS r",
     "project[x, x](join[](shared q, shared q)); q = project[x](scan a)"},
    {"WITH q AS MATERIALIZED (SELECT x FROM a) SELECT * FROM q",
     "project[x](shared q); q = project[x](scan a)"},
    {"WITH q AS (SELECT x FROM a), r AS (SELECT x + 1 AS p FROM q) SELECT * FROM r",
     "project[p](project[p](project[(x + 1)](project[x](project[x](scan a)))))"},
    {"WITH RECURSIVE q(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM q WHERE n < 5) SELECT * "
     "FROM q",
     "project[n](project[?column?](recursive all(project[1](values[()]), project[(n + "
     "1)](filter[(n < 5)](shared q)))))"},
    {"WITH q AS (SELECT 1 AS c) SELECT x FROM a WHERE x IN (SELECT c FROM q)",
     "project[x](filter[(SubPlan 1)](scan a)); q = project[1](values[()]); sub "
     "project[c](shared q) where (x = c)"},
    {"SELECT x FROM a FOR UPDATE", "project[x](scan a)"},
    {"SELECT x AS case, count(*) FROM a GROUP BY 1",
     "project[x, count](aggregate[x; count(*)](scan a))"},
    {"SELECT string_agg(t, ',') FROM a",
     "project[string_agg](aggregate[; string_agg(t, ','::text)](scan a))"},
    {"SELECT sum(x) FROM a HAVING sum(x) > (SELECT max(id) FROM b)",
     "project[sum](filter[(sum > ((SubPlan 1))::bigint)](aggregate[; sum(x)](scan a))); sub "
     "project[max](aggregate[; max(id)](scan b))"},
    {"SELECT x FROM a ORDER BY (SELECT max(id) FROM b WHERE b.a_id = a.id)",
     "project[x](sort[#12](project[x, (SubPlan 1)](scan a))); sub project[max](aggregate[; "
     "max(id)](filter[(a_id = id)](scan b)))"},
    {"SELECT a.x FROM a JOIN b ON a.id = b.a_id AND EXISTS (SELECT 1 FROM plain WHERE v = b.id)",
     "project[x](join[((id = a_id) AND (SubPlan 1))](scan a, scan b)); sub "
     "project[1](filter[(v = id)](scan plain))"},
    {"SELECT * FROM (a JOIN b ON a.id = b.a_id) AS j (p)",
     "project[id, x, t, id, a_id, y, s](join[(id = a_id)](scan a, scan b))"},
    {"SELECT * FROM a LEFT JOIN LATERAL (SELECT y FROM b WHERE b.a_id = a.id LIMIT 1) AS l ON "
     "true",
     "project[id, x, t, y](left lateral id[true](scan a, "
     "limit[(1)::bigint](project[y](filter[(a_id = id)](scan b)))))"},
    {"SELECT 1 WHERE false", "project[1](filter[false](values[()]))"},
    {"SELECT current_date = now()::date", "project[(current_date() = (now())::date)](values[()])"},
    {"SELECT x FROM a WHERE t = 'k' LIMIT (SELECT 1)",
     "limit[((SubPlan 1))::bigint](project[x](filter[(t = 'k'::text)](scan a))); sub "
     "project[1](values[()])"},
    {"SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (n, w) JOIN a ON a.id = n",
     "project[column1, column2, id, x, t](join[(id = column1)](values[(1, 'a'::text), (2, "
     "'b'::text)], scan a))"},
    {"SELECT year(current_date), date(now())",
     "project[year((current_date())::timestamp with time zone), date(now())](values[()])"},
    {"SELECT string_agg(t, ',' ORDER BY x DESC) FROM a",
     "project[string_agg](aggregate[; string_agg(t, ','::text)](sort[x-](scan a)))"},
    {"SELECT count(*) FROM a GROUP BY ()", "project[count](aggregate[; count(*)](scan a))"},
    {"SELECT (SELECT string_agg(b.s, ',' ORDER BY b.id) FROM b WHERE b.a_id = a.id) FROM a",
     "project[(SubPlan 1)](scan a); sub project[string_agg](aggregate[; string_agg((s)::text, "
     "','::text)](sort[id](filter[(a_id = id)](scan b))))"},
    {"SELECT a.t FROM a JOIN b AS c ON a.id = c.a_id JOIN b AS d ON d.id = c.id WHERE d.y > 1",
     "project[t](filter[(y > (1)::numeric)](join[(id = id)](join[(id = a_id)](scan a, scan c), "
     "scan d)))"},
    {"SELECT * FROM a JOIN (b JOIN plain ON v = b.id) ON a.id = b.a_id",
     "project[id, x, t, id, a_id, y, s, v](join[(id = a_id)](scan a, join[(v = id)](scan b, "
     "scan plain)))"},
    {"SELECT * FROM a WHERE x IN (SELECT b.id FROM b WHERE b.a_id IN (SELECT v FROM plain "
     "WHERE v = a.x))",
     "project[id, x, t](filter[(SubPlan 2)](scan a)); sub project[v](filter[(v = x)](scan "
     "plain)) where (a_id = v); sub project[id](filter[(SubPlan 1)](scan b)) where (x = id)"},
    {"SELECT * FROM a LEFT JOIN b ON a.id = b.a_id LEFT JOIN plain ON v = b.id",
     "project[id, x, t, id, a_id, y, s, v](left[(v = id)](left[(id = a_id)](scan a, scan b), "
     "scan plain))"},
    {"SELECT public.a.x FROM public.a", "project[x](scan a)"},
    {"SELECT j.id FROM a JOIN b USING (id) AS j", "project[id](join[(id = id)](scan a, scan b))"},
    {"SELECT EXISTS (SELECT 1), 1 = ALL (SELECT x FROM a)",
     "project[(SubPlan 1), (SubPlan 2)](values[()]); sub project[1](values[()]); sub "
     "project[x](scan a) where (outer #1 = x)"},
    {"SELECT * FROM now() AS n", "project[now](project[now()](values[()]))"},
};

}  // namespace

TEST_CASE("queries become plans", "[sql][bind]") {
  bind_fixture f;
  for (bound const& q : queries) {
    INFO(q.sql);
    CHECK(f.plan(q.sql) == q.plan);
  }
}

TEST_CASE("columns of a result have PostgreSQL's names and types", "[sql][bind]") {
  bind_fixture f;
  CHECK(f.columns("SELECT 1, 'x', x + 1, x, a.t, count(*), sum(y), max(s) FROM a JOIN b USING (id) "
                  "GROUP BY x, a.t") ==
        "?column? integer, ?column? text, ?column? integer, x integer, t text, count bigint, "
        "sum numeric, max text");
  CHECK(f.columns("SELECT CASE WHEN true THEN 1 END, coalesce(1, 2), x::text, '1'::int, true, "
                  "CASE WHEN true THEN 1 ELSE x END, EXISTS (SELECT 1), (SELECT x AS k), "
                  "current_date, extract(year FROM now()), nullif(x, 1), -x FROM a") ==
        "case integer, coalesce integer, x text, int4 integer, ?column? boolean, x integer, "
        "exists boolean, k integer, current_date date, extract numeric, nullif integer, "
        "?column? integer");
  CHECK(f.columns("SELECT * FROM generate_series(1, 3) AS g") == "g integer");
  CHECK(f.columns("SELECT y, s FROM b") == "y numeric(10,2), s character varying(5)");
  CHECK(f.columns("SELECT NULL UNION SELECT 1") == "?column? integer");
}

TEST_CASE("parameters take the type that their place wants", "[sql][bind]") {
  bind_fixture f;
  f.given = {type_id::unknown, type_id::int8};
  CHECK(f.plan("SELECT x FROM a WHERE x = $1") ==
        "project[x](filter[(x = ($1)::integer)](scan a))");
  CHECK(f.columns("SELECT $1, $2") == "?column? text, ?column? bigint");
  CHECK(f.change("INSERT INTO b (id, y) VALUES ($2, $1)") ==
        "id y <- values[(($2)::integer, ($1)::numeric(10,2))]");
}

TEST_CASE("a deeply nested statement is refused, not a crash", "[sql][bind]") {
  bind_fixture f;
  std::string const sum = [] {
    std::string s = "SELECT 1";
    for (int i = 0; i != 1500; ++i) s += " + 1";
    return s;
  }();
  CHECK(f.columns(sum) == "?column? integer");
  std::string nested = "SELECT ";
  for (int i = 0; i != 900; ++i) nested += "- (x + ";
  nested += "1" + std::string(900, ')') + " FROM a";
  std::string const answer = f.columns(nested);
  CHECK((answer == "?column? integer" || answer.starts_with("54001")));
}

TEST_CASE("types are read as they are written", "[sql][bind]") {
  auto const type = [](std::string const& written) {
    arena memory;
    auto const* const e = sql::parse_expression("x::" + written, memory);
    return types::to_string(
        sql::bind_type(static_cast<sql::ast::cast const*>(e)->type, "x::" + written,
                       [](auto const&) -> std::optional<types::data_type> { return {}; }));
  };
  CHECK(type("int") == "integer");
  CHECK(type("decimal(10, 2)") == "numeric(10,2)");
  CHECK(type("pg_catalog.varchar(20)") == "character varying(20)");
  CHECK(type("timestamp(3) with time zone") == "timestamp(3) with time zone");
  CHECK(state_of([&] { return type("serial"); }) == "42704");
  CHECK(type("int[]") == "integer[]");
  CHECK(type("numeric(4,1)[3][]") == "numeric(4,1)[]");
  CHECK(type("varchar(3) ARRAY") == "character varying(3)[]");
}

TEST_CASE("relations_of finds what a query reads by name, once", "[sql][bind]") {
  bind_fixture f;
  auto const ids = [&](std::string const& sql) {
    arena memory;
    auto const trees = sql::parse(sql, memory);
    std::string r;
    for (auto const id :
         sql::relations_of(static_cast<sql::ast::query const&>(*trees[0]), sql, f)) {
      auto const row = f.catalog(0).find(id);
      r += row->name + ' ';
    }
    return r;
  };
  CHECK(ids("SELECT * FROM a, av, a AS c WHERE EXISTS (SELECT 1 FROM plain)") == "a plain av ");
  CHECK(ids("WITH a AS (SELECT 1) SELECT * FROM a") == "");
}

TEST_CASE("stored expressions are bound once and evaluated row by row", "[sql][bind]") {
  bind_fixture f;
  exec::session const session;
  sql::stored_expressions all(session);
  auto const& table = *f.catalog(0).table(public_schema, "a");
  value const row[] = {int4(1), int4(5), text("k")};
  CHECK(all.evaluate(table, "x > 3 AND t = 'k'", row, {}) == value(true));
  CHECK(all.evaluate(table, "x + 1", row, type_id::int8) == value(std::int64_t{6}));
  CHECK(all.evaluate(table, "x + 1", row, {}) == int4(6));
  value const other[] = {int4(1), value(), text("k")};
  CHECK(all.evaluate(table, "x + 1", other, {}).is_null());
  CHECK(all.evaluate(table, "3.7", {}, type_id::int4) == int4(4));
  CHECK(all.evaluate(table, "'12'", {}, type_id::int4) == int4(12));
  CHECK(all.evaluate(table, "'12'", {}, {}) == text("12"));
  CHECK(state_of([&] { return all.evaluate(table, "nope > 1", row, {}); }) == "42703");
  CHECK(state_of([&] { return all.evaluate(table, "count(*)", row, {}); }) == "42803");
  CHECK(state_of([&] { return all.evaluate(table, "(SELECT 1)", row, {}); }) == "0A000");
  // Another table's columns under the same id: bound anew.
  auto renamed = table;
  renamed.columns[1].name = "z";
  CHECK(all.evaluate(renamed, "z + 1", row, {}) == int4(6));
  CHECK(state_of([&] { return all.evaluate(renamed, "x + 1", row, {}); }) == "42703");
}
