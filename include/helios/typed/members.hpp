// helios/typed/members.hpp -- the members of a plain struct: how many, their types, their names.
//
// Shape     an aggregate with up to 128 members; base classes, arrays and bit fields are none
// Laws      members(x) refers to them in order; member_name<T, I>() is the I-th one's name
// Threads   compile time, but for members()
// Cost      of compiling: one look per member
// Source    brace initialisation tells how many there are, structured bindings what they are, and
//           the compiler's spelling of a pointer into an object that nobody makes how they are
//           called
#pragma once

#include <helios/base/assert.hpp>
#include <helios/typed/impl/members_ladder.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace helios::typed {

namespace detail {

/// Converts to everything but the struct itself, whose copy constructor would count as a member.
template <class Outer>
struct any_member {
  template <class T>
    requires(!std::is_same_v<T, Outer>)
  operator T() const {
    HELIOS_UNREACHABLE();  // never called; clang wants a body where a member's constructor names it
  }
};

template <class T, std::size_t... I>
[[nodiscard]] consteval bool takes(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), any_member<T>{})...}; };
}

/// The greatest number of values that initialise T. Fewer do, too, unless a member needs one: so
/// numbers that do not may only come first.
template <class T, std::size_t N = 1, bool Found = false>
[[nodiscard]] consteval std::size_t count_members() {
  static_assert(N <= most_members + 1, "a struct that stands for a row has at most 128 members");
  if constexpr (takes<T>(std::make_index_sequence<N>{})) {
    return count_members<T, N + 1, true>();
  } else if constexpr (Found || N > most_members || N > sizeof(T)) {
    return N - 1;
  } else {
    return count_members<T, N + 1, false>();
  }
}

template <class T>
struct boxed {
  T value;
};
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-internal"
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
/// Never made: pointers into it name members.
template <class T>
extern boxed<T> const nowhere;

/// A pointer in a literal struct: clang takes no other pointer into an object as an argument.
template <class T>
struct place {
  T const* at;
};
template <class T>
place(T const*) -> place<T>;

template <place Place>
[[nodiscard]] consteval std::string_view spelling_of_place() {
  return __PRETTY_FUNCTION__;  // it ends in User::name)}; ...] or in .name}]
}

}  // namespace detail

template <class T>
[[nodiscard]] consteval std::size_t member_count() {
  if constexpr (std::is_empty_v<T>) {
    return 0;
  } else {
    return detail::count_members<T>();
  }
}

namespace detail {

template <class T>
[[nodiscard]] constexpr auto refs_of(T& of) noexcept {
  constexpr std::size_t count = member_count<std::remove_const_t<T>>();
  static_assert(count != 0, "this struct has no members");
  return bind_members<count>(of);
}

}  // namespace detail

/// References to all members, as a std::tuple.
template <class T>
[[nodiscard]] constexpr auto members(T& of) noexcept {
  return detail::refs_of(of).apply([](auto&... member) { return std::tie(member...); });
}

template <class T, std::size_t I>
using member_type = typename decltype(detail::ref_at<I>(detail::refs_of(std::declval<T&>())))::type;

template <class T, std::size_t I>
[[nodiscard]] consteval std::string_view member_name() {
  constexpr detail::place at{&detail::ref_at<I>(detail::refs_of(detail::nowhere<T>.value)).of};
  std::string_view const spelling = detail::spelling_of_place<at>();
  auto const in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c < 0;
  };
  std::size_t end = spelling.rfind('}');
  while (!in_name(spelling[end - 1])) --end;
  std::size_t begin = end;
  while (in_name(spelling[begin - 1])) --begin;
  return spelling.substr(begin, end - begin);
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace helios::typed
