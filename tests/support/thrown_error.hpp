// tests/support/thrown_error.hpp -- what a call threw, to be looked at by tests.
#pragma once

#include <helios/base/error.hpp>

#include <optional>
#include <string>
#include <utility>

namespace helios::test {

template <class Call>
[[nodiscard]] std::optional<error> thrown_by(Call&& call) {
  try {
    static_cast<void>(std::forward<Call>(call)());
  } catch (error const& thrown) {
    return thrown;
  }
  return std::nullopt;
}

/// The SQLSTATE a call failed with; "": it did not fail.
template <class Call>
[[nodiscard]] std::string state_of(Call&& call) {
  auto const thrown = thrown_by(std::forward<Call>(call));
  return thrown ? std::string(thrown->sqlstate()) : std::string();
}

/// The message a call failed with; "": it did not fail.
template <class Call>
[[nodiscard]] std::string message_of(Call&& call) {
  auto const thrown = thrown_by(std::forward<Call>(call));
  return thrown ? thrown->message() : std::string();
}

}  // namespace helios::test
