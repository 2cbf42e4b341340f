#include <helios/sql/define.hpp>

#include <helios/sql/parse.hpp>
#include <helios/sql/stored_expressions.hpp>

#include <tests/catalog/catalog_fixture.hpp>

using namespace helios;
using namespace helios::test;

namespace {

/// A session that reads the transaction at hand and knows no other state.
class one_state final : public sql::surroundings {
 public:
  one_state(catalog::write_scope& scope, exec::session const& session)
      : catalog_(scope.catalog()), session_(&session) {}

  std::uint32_t state(std::string_view, std::optional<scn>) override { return 0; }
  catalog::catalog_reader const& catalog(std::uint32_t) override { return catalog_; }
  bool is_branch(std::string_view) override { return false; }
  scn when(sql::ast::moment const&) override { return {}; }
  scn newest(std::string_view) override { return {}; }
  std::span<std::string const> search_path() const override { return path; }
  std::shared_ptr<plan::row_source const> find_rows(std::string_view, std::string_view,
                                                    std::vector<plan::column>&) override {
    return nullptr;
  }
  std::span<types::data_type const> parameters() const override { return {}; }
  exec::session const& session() const override { return *session_; }

  std::vector<std::string> path{"public"};

 private:
  catalog::catalog_reader catalog_;
  exec::session const* session_;
};

struct ddl : database_fixture {
  exec::session session;
  sql::stored_expressions stored{session};
  std::vector<std::string> notices;
  std::vector<std::string> path{"public"};

  template <class F>
  void in_scope(F&& f) {
    history::transaction tx(db, main_branch);
    catalog::write_scope scope(db, tx, cache, &stored);
    f(scope);
    static_cast<void>(scope.commit());
  }
  /// Runs each statement as one transaction; the last one's tag.
  std::string define(std::string_view text) {
    notices.clear();
    arena memory;
    std::string tag;
    for (sql::ast::statement const* tree : sql::parse(text, memory)) {
      in_scope([&](catalog::write_scope& scope) {
        one_state of(scope, session);
        of.path = path;
        auto result = sql::define(*tree, text, scope, of);
        tag = result.tag;
        for (std::string& n : result.notices) notices.push_back(std::move(n));
      });
    }
    return tag;
  }
  /// "42P01 relation "t" does not exist", with its detail.
  std::string refused(std::string_view text) {
    auto const e = thrown_by([&] { return define(text); });
    if (!e) return "";
    return std::string(e->sqlstate()) + " " + e->message() +
           (e->detail().empty() ? "" : " | " + e->detail());
  }
  catalog::table_ptr table(std::string_view name) { return head().table(public_schema, name); }
  catalog::view_ptr view(std::string_view name) { return head().view(public_schema, name); }
  std::vector<std::string> constraint_names(std::string_view of) {
    std::vector<std::string> names;
    for (auto const& c : table(of)->constraints) names.push_back(c.name);
    return names;
  }
  /// Inserts a row; a missing value is the column's default.
  row_values insert(std::string_view into, std::vector<std::optional<value>> const& values) {
    row_values row;
    in_scope([&](catalog::write_scope& scope) {
      auto& w = scope.writer(table(into)->id);
      for (std::size_t i = 0; i != values.size(); ++i)
        row.push_back(values[i] ? *values[i] : w.default_of(i));
      storage::key const key = w.insert(row);
      row = *w.find(key.view());
    });
    return row;
  }
};

using names = std::vector<std::string>;

}  // namespace

TEST_CASE("CREATE TABLE: columns, and names of constraints as PostgreSQL makes them") {
  ddl d;
  REQUIRE(d.define("CREATE TABLE p (a int, b text, PRIMARY KEY (a, b), UNIQUE (b))") ==
          "CREATE TABLE");
  REQUIRE(d.constraint_names("p") == names{"p_pkey", "p_b_key"});
  d.define(
      "CREATE TABLE t (id bigint PRIMARY KEY, n numeric(10, 2) NOT NULL DEFAULT 1 + 1,"
      " a int CHECK (a > 0), b int CHECK (a < b) CHECK (b > 0), c int CONSTRAINT mine UNIQUE,"
      " x int, y text, FOREIGN KEY (x, y) REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL)");
  auto const t = d.table("t");
  REQUIRE(d.constraint_names("t") ==
          names{"t_pkey", "t_a_check", "t_check", "t_b_check", "mine", "t_x_y_fkey"});
  REQUIRE(t->columns[1].default_text == "1 + 1");
  REQUIRE(t->columns[1].not_null);
  REQUIRE(t->columns[1].type == types::data_type(type_id::numeric, 10, 2));
  auto const& f = *t->find_constraint("t_x_y_fkey");
  REQUIRE(f.on_delete == catalog::key_action::cascade);
  REQUIRE(f.on_update == catalog::key_action::set_null);
  REQUIRE(f.referenced_columns.size() == 2);
  d.define("CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self)");
  REQUIRE(d.table("self")->find_constraint("self_up_fkey")->referenced == d.table("self")->id);
}

TEST_CASE("CREATE TABLE: what is refused") {
  ddl d;
  d.define("CREATE TABLE t (a int PRIMARY KEY)");
  REQUIRE(d.refused("CREATE TABLE t (a int)") == "42P07 relation \"t\" already exists");
  REQUIRE(d.define("CREATE TABLE IF NOT EXISTS t (b int)") == "CREATE TABLE");
  REQUIRE(d.notices == names{"relation \"t\" already exists, skipping"});
  REQUIRE(d.refused("CREATE TABLE u (a int, a text)") ==
          "42701 column \"a\" specified more than once");
  REQUIRE(d.refused("CREATE TABLE u (a int PRIMARY KEY, b int PRIMARY KEY)") ==
          "42P16 multiple primary keys for table \"u\" are not allowed");
  REQUIRE(d.refused("CREATE TABLE u (a int, PRIMARY KEY (b))") ==
          "42703 column \"b\" named in key does not exist");
  REQUIRE(d.refused("CREATE TABLE u (a int, UNIQUE (a, a))") ==
          "42701 column \"a\" appears twice in unique constraint");
  REQUIRE(d.refused("CREATE TABLE u (a int DEFAULT b, b int)") ==
          "0A000 cannot use column reference in DEFAULT expression");
  REQUIRE(d.refused("CREATE TABLE u (a int DEFAULT 1 DEFAULT 2)") ==
          "42601 multiple default values specified for column \"a\" of table \"u\"");
  REQUIRE(d.refused("CREATE TABLE u (a int NOT NULL NULL)") ==
          "42601 conflicting NULL/NOT NULL declarations for column \"a\" of table \"u\"");
  REQUIRE(d.refused("CREATE TABLE u (a int DEFAULT 'x')") ==
          "22P02 invalid input syntax for type integer: \"x\"");
  REQUIRE(d.refused("CREATE TABLE u (a date DEFAULT 1)") ==
          "42804 column \"a\" is of type date but default expression is of type integer");
  REQUIRE(d.refused("CREATE TABLE u (a int CHECK (a + 1))") ==
          "42804 argument of CHECK must be type boolean, not type integer");
  REQUIRE(d.refused("CREATE TABLE u (a int REFERENCES nowhere)") ==
          "42P01 relation \"nowhere\" does not exist");
  REQUIRE(d.refused("CREATE TABLE u (a int REFERENCES t (b))") ==
          "42703 column \"b\" referenced in foreign key constraint does not exist");
  REQUIRE(d.refused("CREATE TABLE nowhere.u (a int)") == "3F000 schema \"nowhere\" does not exist");
  REQUIRE(d.refused("CREATE TEMP TABLE u (a int)") ==
          "0A000 temporary tables are not supported yet");
  REQUIRE(d.refused("CREATE TABLE u (a text AUTOINCREMENT)") ==
          "42601 AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY");
  REQUIRE(d.refused("CREATE TABLE u (a int) WITH (nothing = 1)") ==
          "22023 unrecognized parameter \"nothing\"");
  REQUIRE(!d.head().find_relation(public_schema, "u"));
}

TEST_CASE("serial, identity and numbered columns give values of their own") {
  ddl d;
  d.define("CREATE TABLE s (id SERIAL PRIMARY KEY, a int)");
  auto const t = d.table("s");
  auto const sequence = d.head().sequence(public_schema, "s_id_seq");
  REQUIRE(t->columns[0].sequence == sequence->id);
  REQUIRE(sequence->owner == t->id);
  REQUIRE(sequence->owner_column == t->columns[0].id);
  REQUIRE(sequence->maximum == 2147483647);
  REQUIRE(d.insert("s", {{}, int4(7)})[0] == int4(1));
  REQUIRE(d.insert("s", {{}, int4(8)})[0] == int4(2));
  d.define("CREATE TABLE i (id bigint GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5), a int)");
  REQUIRE(d.table("i")->columns[0].identity == catalog::identity_kind::always);
  REQUIRE(d.insert("i", {{}, int4(7)})[0] == value(std::int64_t{10}));
  REQUIRE(d.insert("i", {{}, int4(7)})[0] == value(std::int64_t{15}));
  d.define("DROP TABLE s");
  REQUIRE(!d.head().find_relation(public_schema, "s_id_seq"));
}

TEST_CASE("INTEGER PRIMARY KEY numbers rows behind every key that is there") {
  ddl d;
  d.define("CREATE TABLE t (id INTEGER PRIMARY KEY, a int)");
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1));
  d.insert("t", {int4(1000), int4(1)});
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1001));
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1002));
  d.insert("t", {int4(-5), int4(1)});
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1003));
  REQUIRE(state_of([&] { return d.insert("t", {value(), int4(1)}); }) == "23502");
  d.insert("t", {int4(2147483647), int4(1)});
  REQUIRE(state_of([&] { return d.insert("t", {{}, int4(1)}); }) == "22003");
  d.define("CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, a int)");
  REQUIRE(d.insert("u", {value(), int4(1)})[0] == int4(1));
  REQUIRE(d.insert("u", {{}, int4(1)})[0] == int4(2));
}

TEST_CASE("generated columns and LIKE") {
  ddl d;
  d.define(
      "CREATE TABLE t (a int DEFAULT 5, b int GENERATED ALWAYS AS (a + 1) STORED,"
      " CHECK (a > 0), UNIQUE (b))");
  REQUIRE(d.insert("t", {int4(3), {}})[1] == int4(4));
  REQUIRE(d.refused("CREATE TABLE u (a int, b int GENERATED ALWAYS AS (a) STORED,"
                    " c int GENERATED ALWAYS AS (b) STORED)") ==
          "42P17 cannot use generated column \"b\" in column generation expression | A generated "
          "column cannot reference another generated column.");
  REQUIRE(d.refused("CREATE TABLE u (a float8 GENERATED ALWAYS AS (random()) STORED)") ==
          "42P17 generation expression is not immutable");
  d.define("CREATE TABLE bare (LIKE t)");
  REQUIRE(d.table("bare")->constraints.empty());
  REQUIRE(!d.table("bare")->columns[0].default_text);
  d.define("CREATE TABLE full_ (LIKE t INCLUDING ALL)");
  REQUIRE(d.constraint_names("full_") == names{"t_check", "full__b_key"});
  REQUIRE(d.table("full_")->columns[1].generated_text == "a + 1");
}

TEST_CASE("ALTER TABLE: columns") {
  ddl d;
  d.define("CREATE TABLE t (a int PRIMARY KEY, b int)");
  d.insert("t", {int4(1), int4(10)});
  d.define("ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 7, ADD d text UNIQUE");
  REQUIRE(d.define("ALTER TABLE t ADD COLUMN IF NOT EXISTS c int") == "ALTER TABLE");
  REQUIRE(d.notices == names{"column \"c\" of relation \"t\" already exists, skipping"});
  REQUIRE(d.refused("ALTER TABLE t ADD e int NOT NULL") ==
          "23502 column \"e\" of relation \"t\" contains null values");
  REQUIRE(d.constraint_names("t") == names{"t_pkey", "t_d_key"});
  d.define("ALTER TABLE t ADD n SERIAL");
  REQUIRE(d.head().sequence(public_schema, "t_n_seq")->owner == d.table("t")->id);
  d.define("ALTER TABLE t ALTER b SET DEFAULT 3, ALTER b SET NOT NULL, ALTER b TYPE bigint");
  REQUIRE(d.table("t")->columns[1].default_text == "3");
  REQUIRE(d.table("t")->columns[1].type.id == type_id::int8);
  REQUIRE(d.refused("ALTER TABLE t ALTER b TYPE date") ==
          "42804 default for column \"b\" cannot be cast automatically to type date");
  d.define("ALTER TABLE t ALTER b DROP DEFAULT, ALTER b DROP NOT NULL");
  REQUIRE(d.refused("ALTER TABLE t ALTER b TYPE date") ==
          "42804 column \"b\" cannot be cast automatically to type date");
  d.define("ALTER TABLE t ALTER b TYPE text USING b + 1");
  REQUIRE(d.refused("ALTER TABLE t DROP COLUMN z") ==
          "42703 column \"z\" of relation \"t\" does not exist");
  d.define("ALTER TABLE t DROP COLUMN IF EXISTS z, DROP COLUMN c");
  REQUIRE(d.table("t")->columns.size() == 4);
  REQUIRE(d.define("ALTER TABLE IF EXISTS nowhere ADD a int") == "ALTER TABLE");
  REQUIRE(d.refused("ALTER TABLE nowhere ADD a int") ==
          "42P01 relation \"nowhere\" does not exist");
  d.define("ALTER TABLE t ADD SYSTEM VERSIONING");
  REQUIRE(d.notices == names{"every table keeps its history: SYSTEM VERSIONING changes nothing"});
  REQUIRE(d.refused("ALTER TABLE t ENABLE ROW LEVEL SECURITY") ==
          "0A000 row level security is not supported yet");
}

TEST_CASE("a column's new name reaches every expression of its table") {
  ddl d;
  d.define(
      "CREATE TABLE t (a int CHECK (t.a > 0), b int GENERATED ALWAYS AS (a + a) STORED);"
      "CREATE INDEX ON t ((a + b)) WHERE a > 5");
  d.define("ALTER TABLE t RENAME a TO \"A b\"");
  auto const t = d.table("t");
  REQUIRE(t->constraints[0].text == "t.\"A b\" > 0");
  REQUIRE(t->columns[1].generated_text == "\"A b\" + \"A b\"");
  REQUIRE(t->indexes[0].parts[0].expression == "\"A b\" + b");
  REQUIRE(t->indexes[0].predicate == "\"A b\" > 5");
  REQUIRE(d.insert("t", {int4(3), {}})[1] == int4(6));
  REQUIRE(d.refused("ALTER TABLE t RENAME b TO \"A b\"") ==
          "42701 column \"A b\" of relation \"t\" already exists");
}

TEST_CASE("a column goes with the expressions that name it") {
  ddl d;
  d.define(
      "CREATE TABLE t (a int, b int CHECK (a < b), c int GENERATED ALWAYS AS (a) STORED);"
      "CREATE INDEX i ON t ((a + b)); CREATE INDEX j ON t (b) WHERE a > 1");
  REQUIRE(d.refused("ALTER TABLE t DROP a") ==
          "2BP01 cannot drop column a of table t because other objects depend on it | column c of "
          "table t depends on column a of table t");
  d.define("ALTER TABLE t DROP a CASCADE");
  auto const t = d.table("t");
  REQUIRE(t->columns.size() == 1);
  REQUIRE(t->constraints.empty());
  REQUIRE(t->indexes.empty());
}

TEST_CASE("CREATE INDEX") {
  ddl d;
  d.define("CREATE TABLE t (a int, b text)");
  d.define(
      "CREATE INDEX ON t (a, b DESC); CREATE INDEX ON t (a, b); CREATE INDEX ON t (lower(b));"
      "CREATE INDEX ON t ((a + 1), (a + 2) DESC NULLS LAST)");
  names found;
  for (auto const& i : d.table("t")->indexes) found.push_back(i.name);
  REQUIRE(found == names{"t_a_b_idx", "t_a_b_idx1", "t_lower_idx", "t_expr_expr1_idx"});
  REQUIRE(d.table("t")->indexes[0].parts[1].order == types::descending);
  REQUIRE(d.table("t")->indexes[3].parts[1].order == types::key_order{true, false});
  REQUIRE(
      d.define("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_a_b_idx ON t USING btree (a)") ==
      "CREATE INDEX");
  REQUIRE(d.notices == names{"relation \"t_a_b_idx\" already exists, skipping"});
  REQUIRE(d.refused("CREATE INDEX ON t USING hnsw (a)") ==
          "0A000 access method \"hnsw\" is not supported yet");
  REQUIRE(d.refused("CREATE INDEX ON t USING foo (a)") ==
          "42704 access method \"foo\" does not exist");
  REQUIRE(d.refused("CREATE INDEX ON t (c)") == "42703 column \"c\" does not exist");
  REQUIRE(d.refused("CREATE INDEX ON t ((random()))") ==
          "42P17 functions in index expression must be marked IMMUTABLE");
  d.define("DROP INDEX t_a_b_idx");
  REQUIRE(d.refused("DROP INDEX t_a_b_idx") == "42704 index \"t_a_b_idx\" does not exist");
}

TEST_CASE("a view's text means the same whatever comes later") {
  ddl d;
  d.define("CREATE TABLE t (a int, b int); CREATE SCHEMA s; CREATE TABLE s.t (c int)");
  REQUIRE(d.define("CREATE VIEW v AS SELECT *, a + 1 AS next FROM t WHERE t.a > 0") ==
          "CREATE VIEW");
  REQUIRE(d.view("v")->query == "SELECT a, b, a + 1 AS next FROM public.t WHERE t.a > 0");
  REQUIRE(d.view("v")->columns == names{"a", "b", "next"});
  d.path = {"s", "public"};
  d.define("ALTER TABLE public.t ADD z int");
  d.path = {"public"};
  d.define("ALTER TABLE t RENAME TO tt");
  REQUIRE(d.view("v")->query == "SELECT a, b, a + 1 AS next FROM public.tt AS t WHERE t.a > 0");
  d.define("ALTER TABLE tt SET SCHEMA s; ALTER SCHEMA s RENAME TO r");
  REQUIRE(d.view("v")->query == "SELECT a, b, a + 1 AS next FROM r.tt AS t WHERE t.a > 0");
  REQUIRE(d.refused("ALTER TABLE r.tt RENAME a TO q") ==
          "2BP01 cannot rename column a of table tt because other objects depend on it | view v "
          "depends on column \"a\"");
  d.define("ALTER TABLE r.tt RENAME z TO y");
  REQUIRE(d.refused("ALTER TABLE r.tt ALTER a TYPE bigint") ==
          "0A000 cannot alter type of a column used by a view or rule | view v depends on column "
          "\"a\"");
  REQUIRE(d.refused("ALTER TABLE r.tt DROP b") ==
          "2BP01 cannot drop column b of table tt because other objects depend on it | view v "
          "depends on column b of table tt");
  d.define("ALTER TABLE r.tt DROP y");
  REQUIRE(d.refused("DROP TABLE r.tt") ==
          "2BP01 cannot drop table tt because other objects depend on it | view v depends on table "
          "tt");
  d.define("DROP SCHEMA r CASCADE");
  REQUIRE(!d.head().find_relation(public_schema, "v"));
}

TEST_CASE("CREATE OR REPLACE VIEW keeps the columns that others read") {
  ddl d;
  d.define("CREATE TABLE t (a int, b text); CREATE VIEW v (x) AS SELECT a, b FROM t");
  REQUIRE(d.view("v")->columns == names{"x", "b"});
  REQUIRE(d.refused("CREATE VIEW v AS SELECT 1 AS a") == "42P07 relation \"v\" already exists");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT a AS x FROM t") ==
          "42P16 cannot drop columns from view");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT a, b FROM t") ==
          "42P16 cannot change name of view column \"x\" to \"a\"");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT b AS x, b FROM t") ==
          "42P16 cannot change data type of view column \"x\" from integer to text");
  d.define("CREATE OR REPLACE VIEW v AS SELECT 1 AS x, 'k'::text AS b, 2 AS c");
  REQUIRE(d.view("v")->reads.empty());
  d.define("DROP TABLE t");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT 1 AS x, 'k'::text AS b, 2 AS c FROM v") !=
          "");
  REQUIRE(d.refused("CREATE VIEW w AS SELECT 1 AS a, 2 AS a") ==
          "42701 column \"a\" specified more than once");
  d.define("ALTER VIEW v RENAME COLUMN c TO d; ALTER VIEW v RENAME TO w");
  REQUIRE(d.view("w")->columns == names{"x", "b", "d"});
}

TEST_CASE("sequences") {
  ddl d;
  REQUIRE(d.define("CREATE SEQUENCE s START 5 INCREMENT BY 2 MAXVALUE 9") == "CREATE SEQUENCE");
  auto const next = [&] {
    std::int64_t v = 0;
    d.in_scope([&](catalog::write_scope& scope) {
      v = scope.next_value(*scope.catalog().sequence(public_schema, "s"));
    });
    return v;
  };
  REQUIRE(next() == 5);
  REQUIRE(next() == 7);
  d.define("ALTER SEQUENCE s INCREMENT 10 MAXVALUE 100");
  REQUIRE(next() == 17);
  d.define("ALTER SEQUENCE s RESTART");
  REQUIRE(next() == 5);
  d.define("ALTER SEQUENCE s RESTART WITH 50");
  REQUIRE(next() == 50);
  REQUIRE(d.refused("ALTER SEQUENCE s RESTART WITH 500") ==
          "22023 RESTART value (500) cannot be greater than MAXVALUE (100)");
  REQUIRE(d.refused("CREATE SEQUENCE r MAXVALUE 5 MAXVALUE 6") ==
          "42601 conflicting or redundant options");
  REQUIRE(d.refused("CREATE SEQUENCE r AS smallint MAXVALUE 40000") ==
          "22023 MAXVALUE (40000) is out of range for sequence data type smallint");
  d.define("CREATE SEQUENCE down INCREMENT -1");
  REQUIRE(d.head().sequence(public_schema, "down")->start == -1);
  d.define("CREATE TABLE t (a int DEFAULT nextval('s'), b int)");
  REQUIRE(d.table("t")->columns[0].sequence == d.head().sequence(public_schema, "s")->id);
  REQUIRE(d.refused("DROP SEQUENCE s") ==
          "2BP01 cannot drop sequence s because other objects depend on it | default value for "
          "column a of table t depends on sequence s");
  d.define("ALTER SEQUENCE s OWNED BY t.b; DROP TABLE t");
}

TEST_CASE("DROP: messages, several at once, CASCADE") {
  ddl d;
  d.define(
      "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a);"
      "CREATE VIEW v AS SELECT id FROM a; CREATE VIEW w AS SELECT id FROM v");
  REQUIRE(d.refused("DROP TABLE nowhere") == "42P01 table \"nowhere\" does not exist");
  d.define("DROP TABLE IF EXISTS nowhere, elsewhere.nowhere");
  REQUIRE(d.notices == names{"table \"nowhere\" does not exist, skipping",
                             "table \"nowhere\" does not exist, skipping"});
  REQUIRE(d.refused("DROP TABLE v") == "42809 \"v\" is not a table");
  REQUIRE(d.refused("DROP VIEW a") == "42809 \"a\" is not a view");
  REQUIRE(d.refused("DROP SCHEMA nowhere") == "3F000 schema \"nowhere\" does not exist");
  REQUIRE(d.refused("DROP TYPE mood") != "");
  REQUIRE(d.refused("DROP TABLE a").starts_with("2BP01 "));
  d.define("DROP VIEW v, w");
  d.define("DROP TABLE a, b");
  d.define(
      "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a);"
      "CREATE VIEW v AS SELECT id FROM a");
  REQUIRE(d.define("DROP TABLE a CASCADE") == "DROP TABLE");
  REQUIRE(d.notices == names{"drop cascades to 2 other objects\n"
                             "drop cascades to constraint b_a_fkey on table b\n"
                             "drop cascades to view v"});
  REQUIRE(d.table("b")->constraints.empty());
}

TEST_CASE("what is accepted without effect, and what is not there yet") {
  ddl d;
  d.define("CREATE TABLE t (a int)");
  REQUIRE(d.define("COMMENT ON COLUMN t.a IS 'x'") == "COMMENT");
  REQUIRE(d.notices == names{"comments are not kept"});
  REQUIRE(d.refused("COMMENT ON COLUMN t.b IS 'x'") ==
          "42703 column \"b\" of relation \"t\" does not exist");
  REQUIRE(d.define("CREATE EXTENSION IF NOT EXISTS \"vector\"") == "CREATE EXTENSION");
  REQUIRE(d.refused("CREATE EXTENSION postgis") == "0A000 extension \"postgis\" is not available");
  for (char const* text :
       {"CREATE TYPE mood AS ENUM ('a')", "CREATE DOMAIN d AS int", "CREATE DATABASE x",
        "CREATE MATERIALIZED VIEW m AS SELECT 1", "CREATE POLICY p ON t", "DROP TYPE x"}) {
    INFO(text);
    REQUIRE(d.refused(text).starts_with("0A000"));
  }
  d.define("ALTER TABLE t OWNER TO somebody");
  REQUIRE(d.define("CREATE SCHEMA IF NOT EXISTS public") == "CREATE SCHEMA");
}
