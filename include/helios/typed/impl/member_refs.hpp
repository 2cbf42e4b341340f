// helios/typed/impl/member_refs.hpp -- references to the members of a struct, found by position.
//
// Cost      of compiling: a base class each. A std::tuple of twenty takes a hundred times as long:
//           its constructors are looked at whenever one is made.
#pragma once

#include <cstddef>
#include <utility>

namespace helios::typed::detail {

template <std::size_t I, class T>
struct member_ref {
  using type = T;
  T& of;
};

template <class Indices, class... Ts>
struct member_refs;
template <std::size_t... I, class... Ts>
struct member_refs<std::index_sequence<I...>, Ts...> : member_ref<I, Ts>... {
  /// f(member...)
  template <class F>
  constexpr decltype(auto) apply(F&& f) const {
    return f(static_cast<member_ref<I, Ts> const&>(*this).of...);
  }
};

template <class... Ts>
[[nodiscard]] constexpr auto refer(Ts&... to) noexcept {
  return member_refs<std::index_sequence_for<Ts...>, Ts...>{{to}...};
}

/// The I-th of them.
template <std::size_t I, class T>
[[nodiscard]] constexpr member_ref<I, T> ref_at(member_ref<I, T> const& of) noexcept {
  return of;
}

}  // namespace helios::typed::detail
