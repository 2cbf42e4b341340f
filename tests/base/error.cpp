#include <helios/base/error.hpp>

#include <catch2/catch.hpp>

#include <type_traits>

using namespace helios;

TEST_CASE("a SQLSTATE is its five characters") {
  CHECK(errc::serialization_failure.view() == "40001");
  CHECK(errc::data_corrupted == sqlstate_code("XX001"));
  CHECK_FALSE(errc::data_corrupted == errc::internal_error);
}

TEST_CASE("an error carries what its raiser said") {
  try {
    throw error(errc::undefined_column, "column \"nam\" does not exist")
        .detail("table \"users\" has id, name")
        .hint("Perhaps you meant \"name\".")
        .at(8);
  } catch (error const& e) {
    CHECK(e.sqlstate() == "42703");
    CHECK(e.code() == errc::undefined_column);
    CHECK(e.message() == "column \"nam\" does not exist");
    CHECK(e.message() == e.what());
    CHECK(e.detail() == "table \"users\" has id, name");
    CHECK(e.hint() == "Perhaps you meant \"name\".");
    CHECK(e.position() == 8);
    CHECK_FALSE(e.retryable());
  }
}

TEST_CASE("an error of few words has no detail, hint or position") {
  error const e(errc::division_by_zero, "division by zero");
  CHECK(e.detail().empty());
  CHECK(e.hint().empty());
  CHECK(e.position() == 0);
}

TEST_CASE("only a serialization failure is worth repeating as it is") {
  CHECK(error(errc::serialization_failure, "").retryable());
  CHECK_FALSE(error(errc::unique_violation, "").retryable());
}

TEST_CASE("an error is a std::exception, copies without throwing, and a copy outlives it") {
  STATIC_REQUIRE(std::is_base_of_v<std::exception, error>);
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<error>);
  error copy(errc::internal_error, "");
  {
    error const original = error(errc::io_error, "write failed").detail("app.helios");
    copy = original;
  }
  CHECK(copy.message() == "write failed");
  CHECK(copy.detail() == "app.helios");
}
