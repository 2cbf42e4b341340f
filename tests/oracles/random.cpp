// Reliability 25 with a reference: the same random statement on helios and on PostgreSQL 15.
//
// HELIOS_POSTGRESQL names the server; without it nothing runs. HELIOS_SIZE_ORACLE sets the number
// of statements of each kind, HELIOS_SEED other ones; each difference goes into random_<kind>.txt
// among the reports, in its smallest form.

#include <tests/oracles/postgresql_link.hpp>
#include <tests/support/random_sql/answer.hpp>
#include <tests/support/random_sql/queries.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/slt/helios_engine.hpp>
#include <tests/support/slt/outcome.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

using namespace helios;
using namespace helios::test;
using namespace helios::test::random_sql;

namespace {

using random_sql::table;  // and no typed one

/// The same session on both sides.
class both_sides {
 public:
  explicit both_sides(std::string const& server) : there_(postgresql::connect(server)) {
    postgresql::want(there_, "SET client_min_messages = error");
    postgresql::want(there_, "SET TimeZone = 'UTC'");
    postgresql::want(there_, "SET statement_timeout = '4s'");
  }

  void begin_anew() {
    here_ = std::make_unique<helios_engine>();
    postgresql::want(there_, "DROP SCHEMA public CASCADE");
    postgresql::want(there_, "CREATE SCHEMA public");
  }
  [[nodiscard]] answer ask_here(std::string const& sql, bool exact) {
    return ask(here_->session(), sql, exact);
  }
  [[nodiscard]] answer ask_there(std::string const& sql, bool exact) {
    postgresql::reply const got(PQexec(there_.get(), sql.c_str()));
    ExecStatusType const status = PQresultStatus(got.get());
    answer a;
    if (status == PGRES_COMMAND_OK) return a;
    if (status != PGRES_TUPLES_OK) {
      a.sqlstate = PQresultErrorField(got.get(), PG_DIAG_SQLSTATE);
      a.message = PQresultErrorField(got.get(), PG_DIAG_MESSAGE_PRIMARY);
      // It says where it has the functions that are forms of their own.
      std::string_view constexpr schema = "pg_catalog.";
      std::size_t const at = a.message.find(schema);
      if (at != a.message.npos) a.message.erase(at, schema.size());
      return a;
    }
    int const columns = PQnfields(got.get());
    for (int i = 0; i != columns; ++i)
      a.columns.push_back({PQfname(got.get(), i), PQftype(got.get(), i), PQfmod(got.get(), i)});
    for (int row = 0; row != PQntuples(got.get()); ++row) {
      std::string all;
      for (int i = 0; i != columns; ++i) {
        std::string field = PQgetvalue(got.get(), row, i);
        types::type_id const type = types::type_of_oid(PQftype(got.get(), i));
        field = exact ? without_blanks(std::move(field), type) : canonical(std::move(field), type);
        append_field(all, field, PQgetisnull(got.get(), row, i) != 0);
      }
      a.rows.push_back(std::move(all));
    }
    return a;
  }

 private:
  postgresql::link there_;
  std::unique_ptr<helios_engine> here_;
};

/// One numeric of more digits or decimals than 38, or than the 18 of functions without an exact
/// result.
bool too_long(answer const& a, std::string_view sql) {
  if (a.rows.size() != 1 || a.columns.size() != 1) return false;
  if (a.columns[0].type != types::postgres_oid(types::type_id::numeric)) return false;
  bool inexact = false;
  for (std::string_view const name : {"exp(", "ln(", "log(", "power(", "^", "sqrt("})
    inexact = inexact || sql.find(name) != sql.npos;
  return a.rows[0].size() > (inexact ? 18U : 38U);
}

bool is_no_date(answer const& a) {
  return a.sqlstate == errc::invalid_datetime_format.view() ||
         a.sqlstate == errc::datetime_field_overflow.view() ||
         a.sqlstate == errc::invalid_time_zone_displacement.view();
}

/// Why a difference is none of ours.
bool explained(answer const& here, answer const& there, bool simple) {
  auto const says = [](answer const& a, std::string_view part) {
    return a.message.find(part) != a.message.npos;
  };
  // numeric has 38 digits and no special values.
  if (says(here, "numeric format") || says(here, "numeric does not support") ||
      says(here, "to numeric") || says(here, "an infinite moment has no such number"))
    return true;
  // PostgreSQL 15 lets differences and roundings of timestamps overflow, and compares a date that
  // no timestamp can be.
  if (says(here, "interval out of range") || says(here, "timestamp out of range") ||
      says(here, "out of range for timestamp"))
    return true;
  // Too many rows for the time that was given.
  if (here.sqlstate == "57014" || there.sqlstate == "57014") return true;
  // Functions of types that helios has not.
  if (there.sqlstate == "42725") return true;
  // Text that is no date: both refuse it, in other words.
  if (is_no_date(here) && is_no_date(there)) return true;
  if (simple) return false;
  // Its planner evaluates constant parts that are not needed, and others not at all beside NULL.
  if (failed_in_a_row(there)) return !here.failed() || failed_in_a_row(here);
  return failed_in_a_row(here) && !there.rows.empty() && there.rows[0] == "~|";
}

/// What kind of difference there is; "": none. `simple`: one function of literals or columns.
std::string difference(answer const& here, answer const& there, bool ordered, bool exact,
                       bool simple, std::string_view sql) {
  if ((here.failed() || there.failed()) && explained(here, there, simple)) return {};
  if (here.failed() && there.failed()) {
    if (!exact && failed_in_a_row(here) && failed_in_a_row(there)) return {};
    if (here.sqlstate != there.sqlstate)
      return "state " + here.sqlstate + " for " + there.sqlstate + ": " +
             slt::normalised(here.message);
    return here.message == there.message ? "" : "message " + slt::normalised(there.message);
  }
  if (here.failed() || there.failed()) {
    answer const& failure = here.failed() ? here : there;
    if (!exact && failed_in_a_row(failure)) return {};
    return (here.failed() ? "fails here: " : "fails there: ") + failure.sqlstate + ' ' +
           slt::normalised(failure.message);
  }
  if (here.columns.size() != there.columns.size()) return "number of columns";
  for (std::size_t i = 0; i != here.columns.size(); ++i) {
    if (here.columns[i].name != there.columns[i].name)
      return "name " + here.columns[i].name + " for " + there.columns[i].name;
    if (here.columns[i].type != there.columns[i].type)
      return "type " + std::to_string(here.columns[i].type) + " for " +
             std::to_string(there.columns[i].type);
    // PostgreSQL looks at the branch of a CASE that is left after planning.
    bool const planned = here.columns[i].modifier == -1;
    if (!planned && here.columns[i].modifier != there.columns[i].modifier)
      return "modifier " + std::to_string(here.columns[i].modifier) + " for " +
             std::to_string(there.columns[i].modifier);
  }
  return same_rows(here, there, ordered) || too_long(there, sql) ? "" : "rows";
}

/// Counts statements and writes down where the sides differ.
class comparison {
 public:
  comparison(both_sides& sides, std::string const& name, bool exact)
      : sides_(sides), exact_(exact) {
    std::filesystem::create_directories(HELIOS_TEST_REPORTS);
    report_.open(std::string(HELIOS_TEST_REPORTS) + "/random_" + name + ".txt");
  }

  void compare(fragment statement, std::string const& context, bool simple = false) {
    ++asked_;
    std::string const found = differs(statement, simple);
    if (found.empty()) return;
    if (++of_kind_[found] > shown_of_a_kind) return;
    reduce(statement, [&] { return differs(statement, simple) == found; });
    std::string const sql = text_of(statement);
    report_ << "== " << found << "\n"
            << context << sql << ";\nhelios:\n"
            << shown(sides_.ask_here(sql, exact_)) << "postgresql:\n"
            << shown(sides_.ask_there(sql, exact_)) << std::endl;
  }

  void check() const {
    std::size_t different = 0;
    for (auto const& [kind, times] : of_kind_) {
      UNSCOPED_INFO(times << " x " << kind);
      different += times;
    }
    UNSCOPED_INFO(asked_ << " statements, " << failed_ << " that both refuse");
    CHECK(different == 0);
  }

 private:
  static constexpr std::size_t shown_of_a_kind = 5;

  [[nodiscard]] std::string differs(fragment const& statement, bool simple) {
    std::string const sql = text_of(statement);
    answer const here = sides_.ask_here(sql, exact_), there = sides_.ask_there(sql, exact_);
    if (here.failed() && there.failed()) ++failed_;
    return difference(here, there, exact_ || ends_ordered(statement), exact_, simple, sql);
  }

  both_sides& sides_;
  bool exact_;
  std::ofstream report_;
  std::map<std::string, std::size_t> of_kind_;
  std::size_t asked_ = 0, failed_ = 0;
};

struct setting {
  std::string server;
  random_source random;
  std::uint64_t statements = run_size("ORACLE", 20'000);
};

bool has_server(setting& s) {
  char const* const set = std::getenv("HELIOS_POSTGRESQL");
  if (set == nullptr) {
    WARN("skipped: HELIOS_POSTGRESQL is not set (\"host=... user=...\" of a PostgreSQL 15)");
    return false;
  }
  s.server = set;
  return true;
}

/// Makes the tables on both sides; the statements that did.
std::string make_tables(both_sides& sides, random_source& random,
                        std::vector<table> const& tables) {
  std::string script;
  for (table const& t : tables) {
    for (std::string const& sql :
         {definition_of(t, random.below(2) == 0), insert_into(t, t.rows)}) {
      if (sql.empty()) continue;
      answer const here = sides.ask_here(sql, true), there = sides.ask_there(sql, true);
      INFO(sql << '\n' << here.message << '\n' << there.message);
      CHECK(!here.failed());
      CHECK(!there.failed());
      script += sql + ";\n";
    }
  }
  return script;
}

}  // namespace

TEST_CASE("random expressions of constants are what PostgreSQL says") {
  setting s;
  if (!has_server(s)) return;
  CAPTURE(s.random.seed);
  both_sides sides(s.server);
  sides.begin_anew();
  comparison found(sides, "constants", true);
  query_maker make(s.random, {}, {.wild = true, .untyped_literals = true});
  for (std::uint64_t i = 0; i != s.statements; ++i) {
    char const type = any_letter(s.random);
    int const depth = 1 + static_cast<int>(s.random.below(3));
    found.compare(fragment::of("SELECT ", make.expression_of_names(type, {}, depth)), "",
                  depth == 1);
  }
  found.check();
}

TEST_CASE("random expressions of a row are what PostgreSQL says") {
  setting s;
  if (!has_server(s)) return;
  CAPTURE(s.random.seed);
  both_sides sides(s.server);
  comparison found(sides, "rows", true);
  for (std::uint64_t i = 0; i != s.statements;) {
    sides.begin_anew();
    random_sql::table one{"t", {{"id", 'i'}}, {}};
    for (known_type const& t : known_types)
      one.columns.push_back({"c" + std::to_string(one.columns.size()), t.letter});
    for (std::size_t row = 1; row <= 20; ++row) {
      std::string values = "(" + std::to_string(row);
      for (std::size_t c = 1; c != one.columns.size(); ++c)
        values += ", " + stored_literal(s.random, one.columns[c].type, true);
      one.rows.push_back(fragment(values + ")"));
    }
    std::string const script = make_tables(sides, s.random, {one});
    query_maker make(s.random, {one}, {.wild = true, .untyped_literals = true});
    scope in;
    for (random_sql::column const& c : one.columns) in.push_back({fragment("t." + c.name), c.type});
    for (std::uint64_t n = 0; n != 500 && i != s.statements; ++n, ++i) {
      int const depth = 1 + static_cast<int>(s.random.below(3));
      std::string const where = " FROM t WHERE id = " + std::to_string(1 + s.random.below(20));
      found.compare(
          fragment::of("SELECT ", make.expression_of_names(any_letter(s.random), in, depth), where),
          script, depth == 1);
    }
  }
  found.check();
}

TEST_CASE("random queries are what PostgreSQL says") {
  setting s;
  if (!has_server(s)) return;
  CAPTURE(s.random.seed);
  both_sides sides(s.server);
  comparison found(sides, "queries", false);
  for (std::uint64_t i = 0; i != s.statements;) {
    sides.begin_anew();
    std::vector<random_sql::table> tables;
    bool const wild = s.random.below(4) == 0;
    for (std::size_t n = 1 + s.random.below(4); n != 0; --n)
      tables.push_back(some_table(s.random, "t" + std::to_string(n), wild));
    std::string const script = make_tables(sides, s.random, tables);
    query_maker make(s.random, tables, {.untyped_literals = true});
    for (std::uint64_t n = 0; n != 100 && i != s.statements; ++n, ++i) {
      types_of_columns const types = make.some_types();
      fragment query = make.query(types, {}, 1 + static_cast<int>(s.random.below(2)));
      found.compare(std::move(query), script);
    }
  }
  found.check();
}
