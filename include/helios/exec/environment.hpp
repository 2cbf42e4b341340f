// helios/exec/environment.hpp -- what an evaluation stands on besides its rows: memory, clock,
// parameters, the outer row.
//
// Threads   one per pipeline
#pragma once

#include <helios/base/arena.hpp>
#include <helios/types/temporal.hpp>
#include <helios/types/value.hpp>

#include <chrono>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace helios::exec {

/// What a subquery in an expression is worth; one per subquery and execution.
class subquery_runner {
 public:
  virtual ~subquery_runner() = default;
  /// `arguments`: the values of its slots.
  [[nodiscard]] virtual types::value run(std::span<types::value const> arguments) = 0;
};

/// What functions ask of the database that runs them: sequences, commit numbers, sizes.
/// Errors    42P01 no such sequence; 55000 currval before nextval; 0A000 where there is no database
class host {
 public:
  virtual ~host() = default;
  virtual std::int64_t next_value(std::string_view sequence) = 0;
  [[nodiscard]] virtual std::int64_t current_value(std::string_view sequence) = 0;
  [[nodiscard]] virtual std::int64_t last_value() = 0;
  virtual void set_value(std::string_view sequence, std::int64_t value, bool is_called) = 0;
  /// The last commit that the session sees.
  [[nodiscard]] virtual std::int64_t current_scn() = 0;
  [[nodiscard]] virtual std::int64_t transaction_id() = 0;
  [[nodiscard]] virtual std::string current_branch() = 0;
  [[nodiscard]] virtual std::string current_setting(std::string_view name) = 0;
  [[nodiscard]] virtual std::int64_t database_size() = 0;
  /// With its indexes, or of one index; in bytes.
  [[nodiscard]] virtual std::int64_t relation_size(std::string_view name, bool with_indexes) = 0;
};

/// The same for every operator of a statement.
struct session {
  types::time_context time;
  std::span<types::value const> parameters;
  /// Values from enclosing queries, by slot: what outer_column reads.
  std::span<types::value const> slots;
  std::span<subquery_runner* const> subqueries;
  exec::host* host = nullptr;  // nullptr: there is no database
  /// What the statement may hold in memory; nullptr: nobody counts.
  memory_budget* memory = nullptr;
  std::string_view database = "main";
  std::string_view user = "helios";
  std::string_view schema = "public";
};

class environment {
 public:
  environment(arena& memory, session const& of) noexcept : memory_(&memory), session_(&of) {}

  [[nodiscard]] arena& memory() const noexcept { return *memory_; }
  [[nodiscard]] exec::session const& session() const noexcept { return *session_; }
  [[nodiscard]] types::time_context const& time() const noexcept { return session_->time; }
  /// The wall clock now, which moves within a statement.
  [[nodiscard]] types::timestamp_tz clock() const {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return types::from_unix(
        helios::microseconds{std::chrono::duration_cast<std::chrono::microseconds>(since).count()});
  }
  /// Unpredictable bits; a device read each time, so nothing is kept in the process.
  [[nodiscard]] std::uint64_t random_bits() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
  }

 private:
  arena* memory_;
  exec::session const* session_;
};

}  // namespace helios::exec
