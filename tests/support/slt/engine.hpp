// tests/support/slt/engine.hpp -- what the runner needs of a database: SQL in, typed values out.
//
// Threads   the runner calls an engine from one thread
// Errors    the user's and the world's are a `failure`; an exception is reported as a failure too
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace helios::test::slt {

struct value;

struct null {};
/// Digits with an optional sign: any width, so that a 128-bit integer needs no type of its own.
struct integer {
  std::string text;
};
/// Exact decimal digits, as the engine prints them.
struct decimal {
  std::string text;
};
/// A binary floating-point number and how the engine prints it; `single`: of 4 bytes.
struct floating {
  double number;
  std::string text;
  bool single = false;
};
/// Also everything that only prints: dates, uuid, json.
struct text {
  std::string text;
};
struct bytes {
  std::string raw;
};
struct interval {
  std::string text;
};
struct array {
  std::vector<value> items;
};

struct value : std::variant<null, bool, integer, decimal, floating, text, bytes, interval, array> {
  using variant::variant;
};

/// A statement that failed.
struct failure {
  std::string sqlstate;
  std::string message;
  std::size_t position = 0;  // in the statement, of a character, from 1; 0: none is to blame
};
/// What a statement returned, row by row: `values.size() == columns * number of rows`.
struct rows {
  std::size_t columns = 0;
  std::vector<value> values{};
  std::optional<std::size_t> affected{};  // rows that INSERT, UPDATE, DELETE or MERGE changed

  [[nodiscard]] std::size_t count() const { return columns == 0 ? 0 : values.size() / columns; }
};
using result = std::variant<rows, failure>;

/// One database and its sessions.
class engine {
 public:
  virtual ~engine() = default;
  /// What `skipif` and `onlyif` call it, in lower case. One that follows PostgreSQL is
  /// "postgresql".
  [[nodiscard]] virtual std::string name() const { return "postgresql"; }
  /// Executes in the named session, which the first use of its name opens; "" is the main one.
  virtual result execute(std::string_view connection, std::string_view sql) = 0;
};

/// Makes an engine with an empty database: one for each file.
using engine_factory = std::function<std::unique_ptr<engine>()>;

}  // namespace helios::test::slt
