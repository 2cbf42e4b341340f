// helios/exec/functions/impl/arrays.ipp -- functions and operators of arrays.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/column.hpp>
#include <helios/exec/functions/arrays.hpp>
#include <helios/exec/impl/element_of.hpp>
#include <helios/types/array.hpp>
#include <helios/types/text.hpp>
#include <helios/types/value_text.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace helios::exec {

namespace detail {

using types::array_builder;
using types::array_reader;
using types::array_view;

[[nodiscard]] inline array_view made(environment& with, array_builder const& of) {
  value const v = of.finish();
  return copied(with.memory(), v.as_array());
}
[[nodiscard]] inline array_view array_in(any_argument const& a) {
  return a.is_null() ? array_view() : a.of().as<array_view>()[a.row()];
}
[[nodiscard]] inline std::optional<std::string_view> string_in(any_argument const& a) {
  if (a.is_null()) return std::nullopt;
  return a.of().as<std::string_view>()[a.row()];
}
[[nodiscard]] inline value value_in(any_argument const& a) { return value_at(a.of(), a.row()); }
/// What the elements are of an array made of one: those that join them may have other modifiers.
[[nodiscard]] inline data_type element_beside(any_argument const& array) noexcept {
  return types::element_of(without_modifiers(array.type()));
}
inline void add_all(array_builder& to, array_view from) {
  value one;
  for (array_reader elements(from); elements.next(one);) to.add(one);
}

// ---- made of others -----------------------------------------------------------------------------

[[nodiscard]] inline std::optional<array_view> concatenated(environment& with,
                                                            any_argument const& a,
                                                            any_argument const& b) {
  if (a.is_null() && b.is_null()) return std::nullopt;
  if (a.is_null() || b.is_null()) return array_in(a.is_null() ? b : a);
  array_builder to(element_beside(a));
  add_all(to, array_in(a));
  add_all(to, array_in(b));
  return made(with, to);
}
[[nodiscard]] inline array_view appended(environment& with, any_argument const& array,
                                         any_argument const& element) {
  array_builder to(element_beside(array));
  add_all(to, array_in(array));
  to.add(value_in(element));
  return made(with, to);
}
[[nodiscard]] inline array_view prepended(environment& with, any_argument const& element,
                                          any_argument const& array) {
  array_builder to(element_beside(array));
  to.add(value_in(element));
  add_all(to, array_in(array));
  return made(with, to);
}

/// change(element): what stands in its place; nullptr: it is left out.
template <class F>
[[nodiscard]] std::optional<array_view> changed(environment& with, any_argument const& array,
                                                F&& change) {
  if (array.is_null()) return std::nullopt;
  array_builder to(element_beside(array));
  value one;
  for (array_reader elements(array_in(array)); elements.next(one);) {
    if (value const* const next = change(one)) to.add(*next);
  }
  return made(with, to);
}

[[nodiscard]] inline array_view trimmed(environment& with, array_view a, std::int32_t n) {
  auto const count = static_cast<std::int32_t>(a.count());
  if (n < 0 || n > count)
    throw error(errc::array_subscript_error,
                "number of elements to trim must be between 0 and " + std::to_string(count));
  array_builder to(a.element());
  value one;
  array_reader elements(a);
  for (std::int32_t i = 0; i != count - n && elements.next(one); ++i) to.add(one);
  return made(with, to);
}

[[nodiscard]] inline array_view labels_of(environment& with, data_type enumeration) {
  array_builder to(enumeration);
  for (types::enumeration_label const& l : types::definition_of(enumeration).labels)
    to.add(value(types::enumerator{l.number, enumeration.precision}));
  return made(with, to);
}

/// Without a separator, each character is a part.
[[nodiscard]] inline array_view split(environment& with, std::string_view text,
                                      std::optional<std::string_view> separator,
                                      std::optional<std::string_view> null) {
  array_builder to(type_id::text);
  auto const add = [&](std::string_view part) {
    to.add(null && part == *null ? value() : value::text(part));
  };
  if (!separator) {
    for (std::size_t n = 0; !text.empty(); text.remove_prefix(n)) {
      n = types::prefix_bytes(text, 1);
      add(text.substr(0, n));
    }
  } else if (!text.empty()) {
    std::size_t at = separator->empty() ? text.npos : text.find(*separator);
    for (; at != text.npos; at = text.find(*separator)) {
      add(text.substr(0, at));
      text.remove_prefix(at + separator->size());
    }
    add(text);
  }
  return made(with, to);
}

// ---- asked --------------------------------------------------------------------------------------

/// The first place from `start` on at which an element is the value, or both are NULL.
[[nodiscard]] inline std::optional<std::int32_t> position_in(array_view of, value const& wanted,
                                                             std::int32_t start) {
  value one;
  std::int32_t at = 0;
  for (array_reader elements(of); elements.next(one);) {
    if (++at >= start && one == wanted) return at;
  }
  return std::nullopt;
}

[[nodiscard]] inline bool holds_value(std::vector<value> const& all, value const& wanted) {
  return !wanted.is_null() && std::find(all.begin(), all.end(), wanted) != all.end();
}
/// Every element of b is in a. NULL is in no array.
[[nodiscard]] inline bool contains(array_view a, array_view b) {
  std::vector<value> const all = types::elements_of(a), wanted = types::elements_of(b);
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](value const& v) { return holds_value(all, v); });
}
[[nodiscard]] inline bool overlap(array_view a, array_view b) {
  std::vector<value> const all = types::elements_of(a), wanted = types::elements_of(b);
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](value const& v) { return holds_value(all, v); });
}

/// nothing for dimensions that are not there: an array without elements has none.
[[nodiscard]] inline std::optional<std::int32_t> length_of(array_view a, std::int32_t dimension) {
  if (dimension != 1 || a.count() == 0) return std::nullopt;
  return static_cast<std::int32_t>(a.count());
}

[[nodiscard]] inline std::string_view joined_texts(environment& with, array_view a,
                                                   std::string_view separator,
                                                   std::optional<std::string_view> null) {
  std::string r;
  bool first = true;
  value one;
  for (array_reader elements(a); elements.next(one);) {
    if (one.is_null() && !null) continue;
    if (!std::exchange(first, false)) r += separator;
    if (one.is_null())
      r += *null;
    else
      types::print(one, r, with.time());
  }
  return with.memory().copy(r);
}

// ---- ARRAY[..], a[i] ----------------------------------------------------------------------------

inline void construct_arrays(call& c) {
  auto* const out = static_cast<array_view*>(c.out);
  each(c.rows, [&](std::uint32_t i) {
    array_builder to(without_modifiers(c.arguments[0].type));
    for (column const& element : c.arguments) to.add(value_at(element, i));
    out[i] = made(c.with, to);
  });
}

[[nodiscard]] inline value element_at(array_view a, std::int32_t index) {
  value one;
  if (index < 1 || static_cast<std::uint32_t>(index) > a.count()) return one;
  for (array_reader elements(a); index != 0 && elements.next(one);) --index;
  return one;
}

inline void subscript_arrays(call& c) {
  data_type const type = types::element_of(c.arguments[0].type);
  auto const* const arrays = c.arguments[0].as<array_view>();
  auto const* const indexes = c.arguments[1].as<std::int32_t>();
  with_element(type.id, [&](auto as) {
    using T = typename decltype(as)::type;
    auto* const out = static_cast<T*>(c.out);
    each(c.rows, [&](std::uint32_t i) {
      value const v = element_at(arrays[i], indexes[i]);
      if (v.is_null()) c.set_null(i);
      out[i] = v.is_null() ? T{} : element_of<T>(v, type.id);
      if constexpr (far_element<T>) out[i] = copied(c.with.memory(), out[i]);
    });
  });
}

// ---- the list -----------------------------------------------------------------------------------

inline void add_array_makers(function_list& to) {
  auto const add_both = [&to](overload o, std::string_view name) {
    to.push_back(o);
    o.name = name;
    to.push_back(o);
  };
  add_both(
      define<[](environment& e, any_argument a, any_argument b) { return concatenated(e, a, b); }>(
          "||")
          .taking({type_id::array, type_id::array})
          .not_strict(),
      "array_cat");
  add_both(
      define<[](environment& e, any_argument a, any_argument b) { return appended(e, a, b); }>("||")
          .taking({type_id::array, any_type})
          .not_strict(),
      "array_append");
  add_both(
      define<[](environment& e, any_argument a, any_argument b) { return prepended(e, a, b); }>(
          "||")
          .taking({any_type, type_id::array})
          .not_strict(),
      "array_prepend");
  to.push_back(define<[](environment& e, any_argument a, any_argument out) {
                 value const wanted = value_in(out);
                 return changed(e, a, [&](value const& v) { return v == wanted ? nullptr : &v; });
               }>("array_remove")
                   .taking({type_id::array, any_type})
                   .not_strict());
  to.push_back(define<[](environment& e, any_argument a, any_argument from, any_argument by) {
                 value const wanted = value_in(from), next = value_in(by);
                 return changed(e, a, [&](value const& v) { return v == wanted ? &next : &v; });
               }>("array_replace")
                   .taking({type_id::array, any_type, any_type})
                   .not_strict());
  to.push_back(
      define<[](environment& e, array_view a, std::int32_t n) { return trimmed(e, a, n); }>(
          "trim_array"));
  to.push_back(define<[](environment& e, any_argument of) { return labels_of(e, of.type()); }>(
                   "enum_range", volatility::stable)
                   .taking({type_id::enumeration})
                   .not_strict());
}

inline void add_array_questions(function_list& to) {
  to.push_back(define<[](array_view a, array_view b) { return contains(a, b); }>("@>"));
  to.push_back(define<[](array_view a, array_view b) { return contains(b, a); }>("<@"));
  to.push_back(define<[](array_view a, array_view b) { return overlap(a, b); }>("&&"));
  to.push_back(
      define<[](array_view a) { return static_cast<std::int32_t>(a.count()); }>("cardinality"));
  for (std::string_view const name : {"array_length", "array_upper"})
    to.push_back(define<[](array_view a, std::int32_t n) { return length_of(a, n); }>(name));
  to.push_back(define<[](array_view a, std::int32_t n) -> std::optional<std::int32_t> {
    if (!length_of(a, n)) return std::nullopt;
    return 1;
  }>("array_lower"));
  to.push_back(define<[](array_view a) -> std::optional<std::int32_t> {
    if (a.count() == 0) return std::nullopt;
    return 1;
  }>("array_ndims"));
  to.push_back(define<[](any_argument a, any_argument v) {
                 return position_in(array_in(a), value_in(v), 1);
               }>("array_position")
                   .taking({type_id::array, any_type})
                   .not_strict());
  to.push_back(
      define<[](any_argument a, any_argument v, any_argument from) -> std::optional<std::int32_t> {
        if (a.is_null()) return std::nullopt;
        if (from.is_null())
          throw error(errc::null_value_not_allowed, "initial position must not be null");
        return position_in(array_in(a), value_in(v), from.of().as<std::int32_t>()[from.row()]);
      }>("array_position")
          .taking({type_id::array, any_type, type_id::int4})
          .not_strict());
}

inline void add_array_texts(function_list& to) {
  to.push_back(define<[](environment& e, array_view a, std::string_view separator) {
    return joined_texts(e, a, separator, std::nullopt);
  }>("array_to_string", volatility::stable));
  to.push_back(define<[](environment& e, any_argument a, any_argument separator,
                         any_argument null) -> std::optional<std::string_view> {
                 if (a.is_null() || separator.is_null()) return std::nullopt;
                 return joined_texts(e, array_in(a), *string_in(separator), string_in(null));
               }>("array_to_string", volatility::stable)
                   .taking({type_id::array, type_id::text, type_id::text})
                   .not_strict());
  to.push_back(define<[](environment& e, any_argument text,
                         any_argument separator) -> std::optional<array_view> {
                 if (text.is_null()) return std::nullopt;
                 return split(e, *string_in(text), string_in(separator), std::nullopt);
               }>("string_to_array")
                   .taking({type_id::text, type_id::text})
                   .not_strict());
  to.push_back(define<[](environment& e, any_argument text, any_argument separator,
                         any_argument null) -> std::optional<array_view> {
                 if (text.is_null()) return std::nullopt;
                 return split(e, *string_in(text), string_in(separator), string_in(null));
               }>("string_to_array")
                   .taking({type_id::text, type_id::text, type_id::text})
                   .not_strict());
}

}  // namespace detail

overload const& array_constructor() {
  static overload const made = [] {
    overload o;
    o.name = "array";
    o.variadic = true;
    o.strict = false;
    o.result = type_id::array;
    o.run = &detail::construct_arrays;
    return o;
  }();
  return made;
}

overload const& array_subscript() {
  static overload const made = [] {
    overload o;
    o.name = "subscript";
    o.run = &detail::subscript_arrays;
    o.count = 2;
    return o.taking({type_id::array, type_id::int4});
  }();
  return made;
}

void add_arrays(function_list& to) {
  detail::add_array_makers(to);
  detail::add_array_questions(to);
  detail::add_array_texts(to);
}

}  // namespace helios::exec
