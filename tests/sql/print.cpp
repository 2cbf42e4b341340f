#include <helios/sql/print.hpp>

#include "statements.hpp"

#include <helios/sql/parse.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::sql;

namespace {

std::string printed(std::string_view text) {
  arena memory;
  auto const found = parse(text, memory);
  return found.size() == 1 ? print(*found[0]) : "not one statement";
}

}  // namespace

TEST_CASE("parse(print(tree)) is the tree, and print is stable", "[print]") {
  for (std::string_view const text : statements) {
    INFO(text);
    arena memory;
    auto const found = parse(text, memory);
    REQUIRE(found.size() == 1);
    std::string const out = print(*found[0]);
    INFO(out);
    arena other;
    auto const again = parse(out, other);
    REQUIRE(again.size() == 1);
    CHECK(ast::same(*again[0], *found[0]));
    CHECK(print(*again[0]) == out);
    CHECK(again[0]->parameters == found[0]->parameters);
  }
}

TEST_CASE("trees that differ are not the same", "[print]") {
  // Every pair of different statements whose canonical texts differ must differ as trees, and the
  // other way round.
  arena memory;
  std::vector<ast::statement const*> trees;
  for (std::string_view const text : statements) trees.push_back(parse(text, memory)[0]);
  for (std::size_t i = 0; i != trees.size(); ++i)
    for (std::size_t j = i; j != trees.size(); ++j) {
      INFO(statements[i] << " / " << statements[j]);
      CHECK(ast::same(*trees[i], *trees[j]) == (print(*trees[i]) == print(*trees[j])));
    }
}

TEST_CASE("brackets are written where precedence asks for them", "[print]") {
  CHECK(printed("SELECT (a + b) * c") == "SELECT (a + b) * c");
  CHECK(printed("SELECT (a * b) + c") == "SELECT a * b + c");
  CHECK(printed("SELECT a - (b - c)") == "SELECT a - (b - c)");
  CHECK(printed("SELECT - - 1, -1") == "SELECT - -1, -1");
  CHECK(printed("SELECT a = (NOT b)") == "SELECT a = (NOT b)");
  CHECK(printed("SELECT (a).b, (a).*, (f(x))[1]") == "SELECT (a).b, (a).*, (f(x))[1]");
  CHECK(printed("SELECT 1 UNION (SELECT 2 UNION SELECT 3)") ==
        "SELECT 1 UNION (SELECT 2 UNION SELECT 3)");
}

TEST_CASE("names are quoted where they must be", "[print]") {
  CHECK(quote_name("abc") == "abc");
  CHECK(quote_name("Abc") == "\"Abc\"");
  CHECK(quote_name("select") == "\"select\"");
  CHECK(quote_name("value") == "value");
  CHECK(quote_name("int") == "\"int\"");
  CHECK(quote_name("a\"b") == "\"a\"\"b\"");
  CHECK(quote_name("1a") == "\"1a\"");
  CHECK(quote_name("") == "\"\"");
  CHECK(quote_name("été") == "été");
  CHECK(quote_string("it's") == "'it''s'");
  CHECK(printed("CREATE BRANCH dev-1") == "CREATE DATABASE BRANCH \"dev-1\"");
}

TEST_CASE("types are written by their PostgreSQL names", "[print]") {
  auto const type = [](std::string_view text) {
    arena memory;
    return print(
        static_cast<ast::cast const&>(*parse_expression("x::" + std::string(text), memory)).type);
  };
  CHECK(type("int") == "int4");
  CHECK(type("double precision") == "float8");
  CHECK(type("float(24)") == "float4");
  CHECK(type("char") == "bpchar(1)");
  CHECK(type("character varying(3)[]") == "varchar(3)[]");
  CHECK(type("timestamp(3) with time zone") == "timestamptz(3)");
  CHECK(type("interval day to second(3)") == "interval DAY TO SECOND(3)");
  CHECK(type("vector(3)") == "vector(3)");
  CHECK(type("ARRAY[int]") == "int4[]");
}
