// tests/support/slt/record.hpp -- one record of a test file, as the parser found it.
//
// Shape     a file is a sequence of records; `expand.hpp` unrolls its loops, `runner.hpp` executes
//           the rest in order
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace helios::test::slt {

/// How a file is written, and with it how values are rendered and compared.
///
///   dialect       expected rows                 values are compared as
///   sqllogictest  one value per line            text, rendered by the type letter
///   rows          one row per line, TAB apart   the same; begins with `# format: rows`
///   table         one row per line, ` | ` apart PostgreSQL's text; begins with `# format: table`
///   duckdb        either, decided by the lines  text, or numbers within a tolerance
enum class dialect : std::uint8_t { sqllogictest, rows, table, duckdb };

enum class record_kind : std::uint8_t {
  statement,
  query,
  halt,
  skip_begin,  // mode skip
  skip_end,    // mode unskip
  loop,        // loop v from to
  foreach,     // foreach v a b c
  endloop,
};

enum class expectation : std::uint8_t { success, failure, anything };
enum class sort_mode : std::uint8_t { none, rows, values };

/// `skipif what` or `onlyif what`: an engine's name, or in DuckDB's files `variable<op>value`.
struct condition {
  bool only;
  std::string what;
};

struct record {
  record_kind kind;
  std::size_t line;  // of the word that names the kind, from 1
  std::vector<condition> conditions{};
  std::string connection{};
  std::string sql{};
  std::vector<std::string> expected{};         // the lines after ----; of a failure: its message
  expectation expects = expectation::success;  // of a statement
  std::string sqlstate{};                      // of an expected failure; empty: any
  std::optional<std::size_t> count{};          // rows that a statement changes; none: any number
  std::string types{};                         // of a query: a letter per column
  sort_mode sort = sort_mode::none;
  std::string label{};               // queries with the same one return the same
  std::vector<std::string> words{};  // of a loop: the variable, then what it takes
};

}  // namespace helios::test::slt
