// helios/api/try_result.hpp -- a value or the error that stands in its place: what the try_ calls
// return.
//
// Shape     the members of boost::system::result that callers use; ours, so that no public header
//           includes Boost, and so that value() throws the helios::error itself
// Errors    value() and operator* of an error throw it
#pragma once

#include <helios/base/error.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace helios {

template <class T>
class [[nodiscard]] try_result {
 public:
  using value_type = T;

  try_result(T value) : held_(std::move(value)) {}         // NOLINT
  try_result(helios::error why) : why_(std::move(why)) {}  // NOLINT

  [[nodiscard]] bool has_value() const noexcept { return !why_; }
  [[nodiscard]] bool has_error() const noexcept { return !has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] T& value() & { return require(), *held_; }
  [[nodiscard]] T const& value() const& { return require(), *held_; }
  [[nodiscard]] T&& value() && { return require(), *std::move(held_); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] T const& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] T const* operator->() const { return &value(); }
  /// Requires has_error().
  [[nodiscard]] helios::error const& error() const noexcept { return *why_; }

 private:
  void require() const {
    if (has_error()) throw error();
  }
  std::optional<T> held_;  // one of both: a std::variant costs compilers five times as much
  std::optional<helios::error> why_;
};

template <>
class [[nodiscard]] try_result<void> {
 public:
  using value_type = void;

  try_result() noexcept = default;
  try_result(helios::error why) : why_(std::move(why)) {}  // NOLINT

  [[nodiscard]] bool has_value() const noexcept { return !why_; }
  [[nodiscard]] bool has_error() const noexcept { return !has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  void value() const {
    if (has_error()) throw error();
  }
  void operator*() const { value(); }
  /// Requires has_error().
  [[nodiscard]] helios::error const& error() const noexcept { return *why_; }

 private:
  std::optional<helios::error> why_;
};

/// f(), its helios::error caught.
template <class F>
[[nodiscard]] auto attempt(F&& f) -> try_result<std::invoke_result_t<F>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
      std::forward<F>(f)();
      return {};
    } else {
      return std::forward<F>(f)();
    }
  } catch (helios::error const& why) {
    return why;
  }
}

}  // namespace helios
