// helios/api/moment.hpp -- a point in a database's past: by commit, time, transaction or tag; and
// the state of a branch there.
#pragma once

#include <helios/base/ids.hpp>
#include <helios/types/temporal.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace helios {

/// A commit that has a name.
struct tag {
  std::string name;
};

class moment {
 public:
  // Whatever names a moment is one.  NOLINTBEGIN(google-explicit-constructor)
  moment(scn at) noexcept : at_(at) {}
  moment(transaction_id after) noexcept : at_(after) {}
  moment(tag of) noexcept : at_(std::move(of)) {}
  moment(types::timestamp_tz at) noexcept : at_(types::to_unix(at)) {}
  template <class D>
  moment(std::chrono::sys_time<D> at) noexcept
      : at_(microseconds{
            std::chrono::floor<std::chrono::microseconds>(at.time_since_epoch()).count()}) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] std::variant<scn, transaction_id, microseconds, tag> const& point() const noexcept {
    return at_;
  }

 private:
  std::variant<scn, transaction_id, microseconds, tag> at_;
};

/// So long before now.
[[nodiscard]] inline moment ago(std::chrono::microseconds since) {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) - since;
}

/// A branch as it is now, or as it was; without a name the session's own.
struct state {
  std::string branch{};
  std::optional<moment> at{};

  state() = default;
  // Whatever names a state is one.  NOLINTBEGIN(google-explicit-constructor)
  state(std::string name) : branch(std::move(name)) {}
  state(char const* name) : branch(name) {}
  state(moment when) : at(std::move(when)) {}
  state(scn when) : at(when) {}
  // NOLINTEND(google-explicit-constructor)
  state(std::string name, moment when) : branch(std::move(name)), at(std::move(when)) {}
};

}  // namespace helios
