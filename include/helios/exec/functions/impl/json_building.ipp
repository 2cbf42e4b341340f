// helios/exec/functions/impl/json_building.ipp -- SQL values as JSON.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/column.hpp>
#include <helios/exec/functions/impl/json_access.hpp>
#include <helios/exec/functions/json.hpp>
#include <helios/types/array.hpp>
#include <helios/types/jsonb.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/value_text.hpp>

#include <string>

namespace helios::exec {

namespace detail {

/// ISO 8601, as PostgreSQL writes moments in JSON: 2020-01-02T03:04:05.5+00:00
[[nodiscard]] inline std::string moment_in_json(std::string text, bool zone) {
  std::size_t const blank = text.find(' ');
  if (blank == text.npos || !types::detail::is_digit(text[blank + 1])) return text;
  text[blank] = 'T';
  if (!zone) return text;
  std::size_t const sign = text.find_first_of("+-", blank);
  std::size_t const end = std::min(text.find(' ', sign), text.size());
  if (end - sign == 3) text.insert(end, ":00");
  return text;
}

/// Appends a value as JSON; jsonb's form comes later.
inline void append_json(std::string& out, environment const& with, value const& v) {
  if (v.is_null()) {
    out += "null";
    return;
  }
  type_id const t = v.type();
  if (t == type_id::array) {
    out += '[';
    value element;
    for (types::array_reader each(v.as_array()); each.next(element);) {
      if (out.back() != '[') out += ',';  // no element ends in it
      append_json(out, with, element);
    }
    out += ']';
    return;
  }
  std::string text = types::to_text(v, with.time());
  if (t == type_id::boolean) {
    out += v.as<bool>() ? "true" : "false";
  } else if (types::is_json(t) || (types::category(t) == types::type_category::numeric &&
                                   text.find_first_of("Ny") == text.npos)) {
    out += text;  // NaN and Infinity are strings
  } else {
    bool const moment = t == type_id::timestamp || t == type_id::timestamptz;
    if (moment) text = moment_in_json(std::move(text), t == type_id::timestamptz);
    types::append_quoted(out, text);
  }
}

inline void append_json(std::string& out, environment const& with, any_argument const& a) {
  append_json(out, with, a.is_null() ? value() : value_at(a.of(), a.row()));
}

/// Appends the argument, the i-th counted from 1, as a key.
inline void append_json_key(std::string& out, environment const& with, any_argument const& a,
                            std::size_t i, bool binary) {
  std::string const number = "argument " + std::to_string(i);
  if (a.is_null() && binary)
    throw error(errc::invalid_parameter_value, number + ": key must not be null");
  if (a.is_null())
    throw error(errc::invalid_parameter_value, number + " cannot be null")
        .hint("Object keys should be text.");
  value const v = value_at(a.of(), a.row());
  if (types::is_json(v.type()) || v.type() == type_id::array)
    throw error(errc::invalid_parameter_value,
                "key value must be scalar, not array, composite, or json");
  if (v.type() == type_id::boolean) {
    types::append_quoted(out, v.as<bool>() ? "true" : "false");
  } else {
    types::append_quoted(out, types::to_text(v, with.time()));
  }
}

[[nodiscard]] inline std::string json_object(environment const& with, other_arguments const& a,
                                             bool binary) {
  if (a.size() % 2 != 0)
    throw error(errc::invalid_parameter_value, "argument list must have even number of elements")
        .hint("The arguments of " + std::string(binary ? "jsonb" : "json") +
              "_build_object() must consist of alternating keys and values.");
  std::string r = "{";
  for (std::size_t i = 0; i != a.size(); i += 2) {
    if (i != 0) r += ", ";
    append_json_key(r, with, a[i], i + 1, binary);
    r += " : ";
    append_json(r, with, a[i + 1]);
  }
  return r += '}';
}

[[nodiscard]] inline std::string json_array(environment const& with, other_arguments const& a) {
  std::string r = "[";
  for (std::size_t i = 0; i != a.size(); ++i) {
    if (i != 0) r += ", ";
    append_json(r, with, a[i]);
  }
  return r += ']';
}

[[nodiscard]] inline std::string_view kept_json(environment& with, std::string const& text) {
  return with.memory().copy(text);
}
[[nodiscard]] inline types::jsonb_view kept_jsonb(environment& with, std::string const& text) {
  return {with.memory().copy(types::canonical_json(text))};
}

}  // namespace detail

void add_json_building(function_list& to) {
  using namespace detail;
  // Stable, because the text of a timestamptz depends on the session's zone.
  constexpr volatility changes = volatility::stable;
  to.push_back(define<[](environment& with, any_argument a) {
                 std::string r;
                 append_json(r, with, a);
                 return kept_json(with, r);
               }>("to_json", changes)
                   .giving(type_id::json));
  to.push_back(define<[](environment& with, any_argument a) {
    std::string r;
    append_json(r, with, a);
    return kept_jsonb(with, r);
  }>("to_jsonb", changes));
  to.push_back(define<[](environment& with, other_arguments a) {
                 return kept_json(with, json_object(with, a, false));
               }>("json_build_object", changes)
                   .giving(type_id::json)
                   .not_strict());
  to.push_back(define<[](environment& with, other_arguments a) {
                 return kept_jsonb(with, json_object(with, a, true));
               }>("jsonb_build_object", changes)
                   .not_strict());
  to.push_back(define<[](environment& with, other_arguments a) {
                 return kept_json(with, json_array(with, a));
               }>("json_build_array", changes)
                   .giving(type_id::json)
                   .not_strict());
  to.push_back(define<[](environment& with, other_arguments a) {
                 return kept_jsonb(with, json_array(with, a));
               }>("jsonb_build_array", changes)
                   .not_strict());
}

}  // namespace helios::exec
