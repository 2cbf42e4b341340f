// helios/base/callback.hpp -- functions of a caller's, behind one type.
//
// Shape     callback<R(As...)>       kept: a copy of the function, which its own copies share
//           callback_ref<R(As...)>   borrowed for a call: refers to what the caller holds
//           They stand for std::function, for which <functional> costs every user's file a tenth of
//           its time to compile, and each lambda a manager of its own.
// Threads   as what they call
#pragma once

#include <helios/base/shared_box.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace helios {

namespace detail {
template <class F, class R, class... As>
concept called_with = std::is_void_v<R> || requires(F& f, As... as) {
  { f(std::forward<As>(as)...) } -> std::convertible_to<R>;
};
}  // namespace detail

template <class Signature>
class callback;

template <class R, class... As>
class callback<R(As...)> {
 public:
  callback() noexcept = default;
  template <class F>
    requires(!std::same_as<F, callback> && detail::called_with<F, R, As...>)
  callback(F f)  // NOLINT: functions are callbacks
      : of_(shared_box<F>(std::move(f))), call_([](void* of, As... as) -> R {
          return (*static_cast<F*>(of))(std::forward<As>(as)...);
        }) {}

  [[nodiscard]] explicit operator bool() const noexcept { return call_ != nullptr; }
  /// Requires that there is a function.
  R operator()(As... as) const { return call_(of_.get(), std::forward<As>(as)...); }

 private:
  std::shared_ptr<void> of_;
  R (*call_)(void* of, As... as) = nullptr;
};

template <class Signature>
class callback_ref;

template <class R, class... As>
class callback_ref<R(As...)> {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, callback_ref> &&
             detail::called_with<F, R, As...>)
  callback_ref(F&& f)
  noexcept  // NOLINT: functions are callbacks
      : of_(std::addressof(f)), call_([](void const* of, As... as) -> R {
          auto* const function = static_cast<std::remove_reference_t<F> const*>(of);
          return const_cast<std::remove_reference_t<F>&>(*function)(std::forward<As>(as)...);
        }) {}

  R operator()(As... as) const { return call_(of_, std::forward<As>(as)...); }

 private:
  void const* of_;
  R (*call_)(void const* of, As... as);
};

}  // namespace helios
