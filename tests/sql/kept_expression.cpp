#include <helios/sql/kept_expression.hpp>

#include <catch2/catch.hpp>

using namespace helios;

TEST_CASE("expressions are kept as canonical texts") {
  for (std::string const text : {"a>0 AND (b) < 2", "lower( \"A b\")||'x'", "now()", "-1"}) {
    std::string const kept = sql::kept_text(text);
    CHECK(sql::kept_text(kept) == kept);
  }
  CHECK(sql::kept_text("a>0") == "a > 0");
}

TEST_CASE("a literal default has the type of its column") {
  using types::type_id;
  CHECK(sql::kept_default("'x'", type_id::text) == "'x'");
  CHECK(sql::kept_default("NULL", type_id::text) == std::nullopt);
  auto const kept = sql::kept_default("'2020-01-01'", type_id::date);
  REQUIRE(kept);
  CHECK(*kept != "'2020-01-01'");
  CHECK(sql::kept_default(*kept, type_id::date) == kept);
  CHECK(sql::kept_default("1+1", type_id::int4) == "1 + 1");
}

TEST_CASE("the columns of a kept text are found and renamed") {
  CHECK(sql::columns_in("a + t.b > c(a)") == std::vector<std::string>{"a", "b", "a"});
  CHECK(sql::rename_column("a > 0 AND ab < a", "a", "b c") == "\"b c\" > 0 AND ab < \"b c\"");
  CHECK(sql::rename_column("'a' || \"B\"", "B", "a") == "'a' || a");
}
