#include <helios/exec/evaluate.hpp>

#include <helios/types/value_text.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::exec;

// Expected values are PostgreSQL 15's.

namespace {

expression_ptr literal(std::string_view s) {
  return make_constant(value::text(s, type_id::unknown), type_id::unknown);
}
expression_ptr integer(std::int32_t n) { return make_constant(value(n)); }

/// The value of a call as text; an error as "22023 message".
std::string answer(std::string_view name, expressions arguments, session const& of = {}) {
  try {
    value const v = evaluate_constant(*make_call(name, std::move(arguments)), of);
    return v.is_null() ? "null" : types::to_text(v);
  } catch (error const& e) {
    return std::string(e.sqlstate()) + " " + e.message();
  }
}
std::string answer(std::string_view name, std::initializer_list<std::string_view> texts) {
  expressions arguments;
  for (std::string_view const t : texts) arguments.push_back(literal(t));
  return answer(name, std::move(arguments));
}

/// A database with one sequence `s`.
class one_sequence final : public host {
 public:
  std::int64_t next_value(std::string_view name) override { return known(name), ++last_; }
  std::int64_t current_value(std::string_view name) override { return known(name), last_; }
  std::int64_t last_value() override { return last_; }
  void set_value(std::string_view name, std::int64_t v, bool called) override {
    known(name);
    last_ = called ? v : v - 1;
  }
  std::int64_t current_scn() override { return 41; }
  std::int64_t transaction_id() override { return 7; }
  std::string current_branch() override { return "dev"; }
  std::string current_setting(std::string_view name) override {
    if (name == "port") return "5432";
    throw error(errc::undefined_object,
                "unrecognized configuration parameter \"" + std::string(name) + "\"");
  }
  std::int64_t database_size() override { return 1000; }
  std::int64_t relation_size(std::string_view, bool with_indexes) override {
    return with_indexes ? 30 : 20;
  }

 private:
  static void known(std::string_view name) {
    if (name != "s")
      throw error(errc::undefined_table, "relation \"" + std::string(name) + "\" does not exist");
  }
  std::int64_t last_ = 0;
};

}  // namespace

TEST_CASE("functions that ask the database") {
  one_sequence database;
  session of;
  of.host = &database;
  auto const asked = [&](std::string_view name, expressions arguments = {}) {
    return answer(name, std::move(arguments), of);
  };
  CHECK(asked("nextval", {literal("s")}) == "1");
  CHECK(asked("nextval", {literal("s")}) == "2");
  CHECK(asked("currval", {literal("s")}) == "2");
  CHECK(asked("setval", {literal("s"), integer(9)}) == "9");
  CHECK(asked("lastval") == "9");
  CHECK(asked("setval", {literal("s"), integer(9), make_constant(value(false))}) == "9");
  CHECK(asked("nextval", {literal("s")}) == "9");
  CHECK(asked("nextval", {literal("t")}) == "42P01 relation \"t\" does not exist");
  CHECK(asked("current_scn") == "41");
  CHECK(asked("txid_current") == "7");
  CHECK(asked("pg_current_xact_id") == "7");
  CHECK(asked("current_branch") == "dev");
  CHECK(asked("current_setting", {literal("port")}) == "5432");
  CHECK(asked("current_setting", {literal("no")}) ==
        "42704 unrecognized configuration parameter \"no\"");
  CHECK(asked("current_setting", {literal("no"), make_constant(value(true))}) == "null");
  CHECK(asked("pg_database_size", {literal("main")}) == "1000");
  CHECK(asked("pg_database_size", {literal("other")}) == "3D000 database \"other\" does not exist");
  CHECK(asked("pg_total_relation_size", {literal("t")}) == "30");
  CHECK(asked("pg_indexes_size", {literal("t")}) == "10");
  CHECK(answer("nextval", {literal("s")}) ==
        "0A000 this expression is evaluated without a database");
  CHECK(changes(*make_call("nextval", {literal("s")})) == volatility::volatile_);
}

TEST_CASE("to_number") {
  CHECK(answer("to_number", {"12,454.8-", "99G999D9S"}) == "-12454.8");
  CHECK(answer("to_number", {"1.5", "9.999"}) == "1.5");
  CHECK(answer("to_number", {"-34,338,492", "99G999G999"}) == "-34338492");
  CHECK(answer("to_number", {"<564646.654564>", "999999.999999PR"}) == "-564646.654564");
  CHECK(answer("to_number", {"$1,234.56", "L9,999.99"}) == "1234.56");
  CHECK(answer("to_number", {"  42", "9999"}) == "42");
  CHECK(answer("to_number", {"0.00001-", "9.999999S"}) == "-0.00001");
  CHECK(answer("to_number", {"5.01-", "FM9.999999MI"}) == "-5.01");
  CHECK(answer("to_number", {"12345", "99"}) == "12");
  CHECK(answer("to_number", {"123.456", "999"}) == "123");
  CHECK(answer("to_number", {"abc", "999"}) ==
        "22P02 invalid input syntax for type numeric: \" \"");
}

TEST_CASE("encode and decode") {
  CHECK(answer("decode", {"AP9cQQ==", "base64"}) == "\\x00ff5c41");
  CHECK(answer("decode", {"AP9", "base64"}) == "22023 invalid base64 end sequence");
  CHECK(answer("decode", {"A!9c", "base64"}) ==
        "22023 invalid symbol \"!\" found while decoding base64 sequence");
  CHECK(answer("decode", {"00ff", "hex"}) == "\\x00ff");
  CHECK(answer("decode", {"\\000a\\\\", "escape"}) == "\\x00615c");
  CHECK(answer("decode", {"00", "octal"}) == "22023 unrecognized encoding: \"octal\"");
  auto const data = make_cast(literal("\\x00ff5c41"), type_id::bytea);
  CHECK(answer("encode", {data, literal("escape")}) == "\\000\\377\\\\A");
  CHECK(answer("encode", {data, literal("base64")}) == "AP9cQQ==");
  CHECK(answer("encode", {data, literal("hex")}) == "00ff5c41");
}

TEST_CASE("make_interval has defaults from behind") {
  CHECK(answer("make_interval", expressions{}) == "00:00:00");
  CHECK(answer("make_interval", {integer(1), integer(2), integer(3), integer(4), integer(5),
                                 integer(6), make_constant(value(7.5))}) ==
        "1 year 2 mons 25 days 05:06:07.5");
  CHECK(answer("make_interval", {integer(178956971)}) == "22008 interval out of range");
}

TEST_CASE("regular expressions say that they are not there") {
  CHECK(answer("~", {"a", "b"}) == "0A000 regular expressions are not supported yet");
  CHECK(answer("regexp_replace", {"a", "b", "c"}) ==
        "0A000 regular expressions are not supported yet");
}
