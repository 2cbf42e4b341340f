// Every file below tests/sql, in every shape that must not change an answer.

#include <tests/support/slt/helios_engine.hpp>
#include <tests/support/slt/runner.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace helios::test;

namespace {

/// Records under `skipif helios` wait for a feature; their comment says for which.
helios_options named() {
  helios_options options;
  options.name = "helios";
  return options;
}

void replay(helios_options const& options, std::string const& only = {}) {
  slt::run_options how;
  how.only_file = only;
  slt::runner run([&] { return std::make_unique<helios_engine>(options); }, how);
  slt::report const& report = run.run_folder(HELIOS_TEST_SQL, slt::dialect::sqllogictest);
  CHECK(report.totals().pass != 0);
  for (slt::outcome const& each : report.failures()) {
    UNSCOPED_INFO(each.file << ':' << each.line << ": " << each.cause << ": " << each.reason << '\n'
                            << each.sql);
  }
  CHECK(report.totals().fail == 0);
}

}  // namespace

TEST_CASE("tests/sql, plain") { replay(named()); }

TEST_CASE("tests/sql with batches of two rows") {
  helios_options options = named();
  options.session.batch_rows = 2;
  replay(options);
}

TEST_CASE("tests/sql with the smallest leaves") {
  helios_options options = named();
  options.engine = smallest_leaves();
  replay(options);
}

TEST_CASE("tests/sql without the optimizer") {
  helios_options options = named();
  options.session.optimizer = false;
  replay(options);
}

TEST_CASE("tests/sql with a re-open after each statement") {
  helios_options options = named();
  options.reopen = true;
  replay(options);
}
