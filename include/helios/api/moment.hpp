// helios/api/moment.hpp -- a point in a database's past: by commit, time, transaction or tag; and
// the state of a branch there.
#pragma once

#include <helios/base/ids.hpp>
#include <helios/types/temporal.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace helios {

/// A commit that has a name.
struct tag {
  std::string name;
};

class moment {
 public:
  /// What it is named by.
  enum class name : std::uint8_t { commit, transaction, time, tag };

  // Whatever names a moment is one.  NOLINTBEGIN(google-explicit-constructor)
  moment(scn at) noexcept : named_by_(name::commit), commit_(at) {}
  moment(transaction_id after) noexcept : named_by_(name::transaction), transaction_(after) {}
  moment(tag of) noexcept : named_by_(name::tag), tag_(std::move(of)) {}
  moment(types::timestamp_tz at) noexcept : named_by_(name::time), time_(types::to_unix(at)) {}
  template <class D>
  moment(std::chrono::sys_time<D> at) noexcept
      : named_by_(name::time),
        time_(microseconds{
            std::chrono::floor<std::chrono::microseconds>(at.time_since_epoch()).count()}) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] name named_by() const noexcept { return named_by_; }
  // Each requires that it is named so.
  [[nodiscard]] scn commit() const noexcept { return commit_; }
  [[nodiscard]] transaction_id transaction() const noexcept { return transaction_; }
  [[nodiscard]] microseconds time() const noexcept { return time_; }
  [[nodiscard]] std::string const& tag_name() const noexcept { return tag_.name; }

 private:
  name named_by_;  // and that member alone: a std::variant costs each user's compiler 0.1 s
  scn commit_{};
  transaction_id transaction_{};
  microseconds time_{};
  tag tag_;
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
