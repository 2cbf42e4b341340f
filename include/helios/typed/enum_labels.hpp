// helios/typed/enum_labels.hpp -- the enumerators of a C++ enum, as an SQL enumeration has them.
//
// Shape     enum class mood { sad, ok, happy };   CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')
//           in the order of their values, so that both languages order them alike; of several
//           enumerators of one value only the first is known
// Threads   compile time
// Cost      of compiling: one look per enum
// Source    the compiler's spelling of values: an enumerator's name, or (mood)7 where there is none
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace helios {

/// Specialise it for an enum with values outside of -128 .. 127 (0 .. 255 if it is unsigned), or
/// that SQL shall call otherwise:
///   static constexpr std::string_view name = "mood";
///   static constexpr std::array labels{std::pair{mood::sad, std::string_view("sad")}, ...};
template <class E>
struct enum_labels;

}  // namespace helios

namespace helios::typed {

/// An enumeration as a program knows it.
struct enum_schema {
  std::string_view name;
  std::span<std::string_view const> labels;
};

namespace detail {

template <class E>
concept says_its_labels = requires {
  enum_labels<E>::labels;
  enum_labels<E>::name;
};

template <class E, E... Values>
[[nodiscard]] consteval std::string_view spelling_of_values() {
  return __PRETTY_FUNCTION__;  // [with E = n::mood; E ...Values = {(n::mood)-1, n::mood::sad}; ...]
}

inline constexpr std::size_t looked_at = 256;
template <class E>
inline constexpr int first_value = std::is_signed_v<std::underlying_type_t<E>> ? -128 : 0;

template <class E>
[[nodiscard]] consteval std::string_view spelling_of_enum() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return spelling_of_values<E, static_cast<E>(first_value<E> + static_cast<int>(I))...>();
  }
  (std::make_index_sequence<looked_at>());
}

/// What stands behind the last :: of a name.
[[nodiscard]] constexpr std::string_view last_part(std::string_view name) noexcept {
  std::size_t const colons = name.rfind("::");
  return colons == name.npos ? name : name.substr(colons + 2);
}

template <class E>
struct enumerators {
  std::array<std::pair<E, std::string_view>, looked_at> found{};
  std::size_t count = 0;
};

template <class E>
[[nodiscard]] consteval enumerators<E> find_enumerators() {
  enumerators<E> all;
  constexpr std::string_view spelling = spelling_of_enum<E>();
  std::size_t at = spelling.find("Values = ") + 9;
  at += spelling[at] == '{' || spelling[at] == '<' ? 1 : 0;
  for (std::size_t i = 0; i != looked_at; ++i) {
    std::size_t end = at;
    // A value without a name is (mood)7; the enum may be a template's member.
    for (int depth = 0; depth > 0 || (spelling[end] != ',' && spelling[end] != '}' &&
                                      spelling[end] != '>' && spelling[end] != ']');
         ++end)
      depth += spelling[end] == '(' || spelling[end] == '<'   ? 1
               : spelling[end] == ')' || spelling[end] == '>' ? -1
                                                              : 0;
    std::string_view const value = spelling.substr(at, end - at);
    if (value[0] != '(')
      all.found[all.count++] = {static_cast<E>(first_value<E> + static_cast<int>(i)),
                                last_part(value)};
    at = end + 2;  // ", "
  }
  return all;
}

template <class E>
inline constexpr enumerators<E> known_enumerators = find_enumerators<E>();

template <class E>
[[nodiscard]] consteval std::size_t label_count() {
  if constexpr (says_its_labels<E>) {
    return enum_labels<E>::labels.size();
  } else {
    return known_enumerators<E>.count;
  }
}
template <class E>
[[nodiscard]] consteval auto list_labels() {
  std::array<std::pair<E, std::string_view>, label_count<E>()> all{};
  for (std::size_t i = 0; i != all.size(); ++i) {
    if constexpr (says_its_labels<E>) {
      all[i] = enum_labels<E>::labels[i];
    } else {
      all[i] = known_enumerators<E>.found[i];
    }
  }
  return all;
}
template <class E>
[[nodiscard]] consteval std::string_view name_of_enum() {
  if constexpr (says_its_labels<E>) {
    return enum_labels<E>::name;
  } else {
    constexpr std::string_view spelling = spelling_of_values<E>();
    std::size_t const begin = spelling.find("E = ") + 4;
    return last_part(spelling.substr(begin, spelling.find_first_of(",;]", begin) - begin));
  }
}

}  // namespace detail

/// Values and names.
template <class E>
inline constexpr auto labels_of_enum = detail::list_labels<E>();

namespace detail {
template <class E>
inline constexpr auto label_texts = [] {
  std::array<std::string_view, labels_of_enum<E>.size()> all{};
  for (std::size_t i = 0; i != all.size(); ++i) all[i] = labels_of_enum<E>[i].second;
  return all;
}();
}  // namespace detail

template <class E>
inline constexpr enum_schema schema_of_enum{detail::name_of_enum<E>(), detail::label_texts<E>};

/// Empty: the value has no name.
template <class E>
[[nodiscard]] constexpr std::string_view enumerator_name(E value) noexcept {
  for (auto const& [known, name] : labels_of_enum<E>)
    if (known == value) return name;
  return {};
}
template <class E>
[[nodiscard]] constexpr std::optional<E> find_enumerator(std::string_view name) noexcept {
  for (auto const& [value, known] : labels_of_enum<E>)
    if (known == name) return value;
  return {};
}

}  // namespace helios::typed
