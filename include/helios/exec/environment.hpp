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
#include <string_view>

namespace helios::exec {

/// The same for every operator of a statement.
struct session {
  types::time_context time;
  std::span<types::value const> parameters;
  /// The row of the enclosing query for which a correlated subquery runs.
  std::span<types::value const> outer;
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
