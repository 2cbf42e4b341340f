// helios/exec/functions/impl/json.ipp -- what is in a document, and documents out of documents.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/error.hpp>
#include <helios/base/stack.hpp>
#include <helios/exec/functions/impl/json_access.hpp>
#include <helios/exec/functions/json.hpp>
#include <helios/types/jsonb.hpp>

namespace helios::exec {

namespace detail {

using types::jsonb_view;

[[nodiscard]] inline json_piece kind_of(std::string_view document) {
  return json_reader(document).next();
}
[[nodiscard]] inline bool is_scalar(json_piece p) noexcept {
  return p != json_piece::array && p != json_piece::object;
}

/// What ->> makes of a value: a string's text, NULL of null, else JSON.
[[nodiscard]] inline std::optional<std::string_view> text_of(environment& with,
                                                             std::optional<json_member> const& m) {
  if (!m || m->what == json_piece::null) return std::nullopt;
  if (m->what != json_piece::string) return m->whole;
  if (m->piece.find('\\') == std::string_view::npos) return m->piece;
  return with.memory().copy(types::unescaped(m->piece));
}

/// In jsonb a scalar counts as an array of itself.
[[nodiscard]] inline std::optional<json_member> jsonb_element(jsonb_view v, std::int64_t index) {
  json_reader in(v.text);
  json_piece const what = in.next();
  if (!is_scalar(what)) return element_at(v.text, index);
  if (index != 0 && index != -1) return std::nullopt;
  return member_here(in, what);
}

[[nodiscard]] inline std::optional<std::string_view> whole_of(std::optional<json_member> const& m) {
  return m ? std::optional(m->whole) : std::nullopt;
}
[[nodiscard]] inline std::optional<jsonb_view> jsonb_of(std::optional<json_member> const& m) {
  return m ? std::optional(jsonb_view{m->whole}) : std::nullopt;
}

inline void add_json_access(function_list& to) {
  using text = std::string_view;
  to.push_back(
      define<[](text v, text name) { return whole_of(member_named(v, name, false)); }>("->")
          .taking({type_id::json, type_id::text})
          .giving(type_id::json));
  to.push_back(
      define<[](text v, std::int32_t index) { return whole_of(element_at(v, index)); }>("->")
          .taking({type_id::json})
          .giving(type_id::json));
  to.push_back(
      define<[](jsonb_view v, text name) { return jsonb_of(member_named(v.text, name, true)); }>(
          "->"));
  to.push_back(
      define<[](jsonb_view v, std::int32_t i) { return jsonb_of(jsonb_element(v, i)); }>("->"));
  to.push_back(define<[](environment& with, text v, text name) {
                 return text_of(with, member_named(v, name, false));
               }>("->>")
                   .taking({type_id::json, type_id::text}));
  to.push_back(define<[](environment& with, text v, std::int32_t index) {
                 return text_of(with, element_at(v, index));
               }>("->>")
                   .taking({type_id::json}));
  to.push_back(define<[](environment& with, jsonb_view v, text name) {
    return text_of(with, member_named(v.text, name, true));
  }>("->>"));
  to.push_back(define<[](environment& with, jsonb_view v, std::int32_t i) {
    return text_of(with, jsonb_element(v, i));
  }>("->>"));
}

/// v ? name: a key of the object, a string of the array, or the string itself.
[[nodiscard]] inline bool has_name(jsonb_view v, std::string_view name) {
  json_reader in(v.text);
  switch (in.next()) {
    case json_piece::object: return member_named(v.text, name, true).has_value();
    case json_piece::array:
      return any_member(v.text, json_piece::array, [name](std::string_view, json_member const& m) {
        return m.what == json_piece::string && is_json_string(m.piece, name);
      });
    case json_piece::string: return is_json_string(in.piece(), name);
    default: return false;
  }
}

[[nodiscard]] bool contains(std::string_view outer, std::string_view inner);

/// Some element of the array is, or contains, the value.
[[nodiscard]] inline bool has_element(std::string_view array, json_member const& wanted) {
  return any_member(array, json_piece::array, [&](std::string_view, json_member const& m) {
    if (is_scalar(wanted.what) || is_scalar(m.what))
      return m.what == wanted.what && jsonb_view{m.whole} == jsonb_view{wanted.whole};
    return m.what == wanted.what && contains(m.whole, wanted.whole);
  });
}

/// Both are arrays, or both objects.
inline bool contains(std::string_view outer, std::string_view inner) {
  check_stack();
  if (kind_of(outer) == json_piece::array)
    return !any_member(inner, json_piece::array, [outer](std::string_view, json_member const& m) {
      return !has_element(outer, m);
    });
  // Both have their keys in one order: the outer one is read once.
  json_reader in(outer);
  static_cast<void>(in.next());
  json_piece next = in.next();
  auto const is_missing = [&](std::string_view key, json_member const& m) {
    while (in.depth() != 0) {
      HELIOS_EXPECTS(next == json_piece::key);
      bool const same = types::compare_keys(in.piece(), key) == 0;
      json_member const found = member_here(in, in.next());
      next = in.next();
      if (!same) continue;
      if (found.what != m.what) return true;
      if (is_scalar(m.what)) return jsonb_view{found.whole} != jsonb_view{m.whole};
      return !contains(found.whole, m.whole);
    }
    return true;
  };
  return !any_member(inner, json_piece::object, is_missing);
}

/// An array contains a scalar that it has; otherwise like is found in like.
[[nodiscard]] inline bool contains_as_whole(jsonb_view outer, jsonb_view inner) {
  json_reader in(inner.text);
  json_piece const a = kind_of(outer.text), b = in.next();
  if (is_scalar(b))
    return a == json_piece::array ? has_element(outer.text, member_here(in, b)) : outer == inner;
  return a == b && contains(outer.text, inner.text);
}

/// The members as they stand, without the brackets.
[[nodiscard]] inline std::string_view inside(std::string_view document) noexcept {
  return document.substr(1, document.size() - 2);
}

[[nodiscard]] inline std::string joined(jsonb_view a, jsonb_view b) {
  json_piece const kinds[] = {kind_of(a.text), kind_of(b.text)};
  bool const objects = kinds[0] == json_piece::object && kinds[1] == json_piece::object;
  auto const members = [&](std::size_t i, std::string_view text) {
    return objects || kinds[i] == json_piece::array ? inside(text) : text;
  };
  std::string_view const first = members(0, a.text), second = members(1, b.text);
  std::string r = objects ? "{" : "[";
  (r += first) += first.empty() || second.empty() ? "" : ", ";
  (r += second) += objects ? '}' : ']';
  return objects ? types::canonical_json(r) : r;
}

/// The document without the members that leaves(key, number, member) says.
template <class Leaves>
[[nodiscard]] std::string without(std::string_view document, json_piece kind, Leaves leaves) {
  bool const object = kind == json_piece::object;
  std::string r = object ? "{" : "[";
  std::int64_t n = 0;
  any_member(document, kind, [&](std::string_view key, json_member const& m) {
    if (leaves(key, n++, m)) return false;
    if (r.size() != 1) r += ", ";
    if (object) ((r += '"') += key) += "\": ";
    r += m.whole;
    return false;
  });
  return r += object ? '}' : ']';
}

[[noreturn]] inline void refuse_json(char const* message) {
  throw error(errc::invalid_parameter_value, message);
}

[[nodiscard]] inline std::string without_name(jsonb_view v, std::string_view name) {
  json_piece const kind = kind_of(v.text);
  if (is_scalar(kind)) refuse_json("cannot delete from scalar");
  return without(v.text, kind, [&](std::string_view key, std::int64_t, json_member const& m) {
    if (kind == json_piece::object) return is_json_string(key, name);
    return m.what == json_piece::string && is_json_string(m.piece, name);
  });
}

[[nodiscard]] inline std::string without_element(jsonb_view v, std::int64_t index) {
  json_piece const kind = kind_of(v.text);
  if (is_scalar(kind)) refuse_json("cannot delete from scalar");
  if (kind == json_piece::object) refuse_json("cannot delete from object using integer index");
  if (index < 0) index += count_elements(v.text);
  return without(v.text, kind, [index](std::string_view, std::int64_t i, json_member const&) {
    return i == index;
  });
}

inline void add_jsonb_operators(function_list& to) {
  to.push_back(define<[](jsonb_view v, std::string_view name) { return has_name(v, name); }>("?"));
  to.push_back(define<[](jsonb_view a, jsonb_view b) { return contains_as_whole(a, b); }>("@>"));
  to.push_back(define<[](jsonb_view a, jsonb_view b) { return contains_as_whole(b, a); }>("<@"));
  to.push_back(define<[](environment& with, jsonb_view a, jsonb_view b) {
    return jsonb_view{with.memory().copy(joined(a, b))};
  }>("||"));
  to.push_back(define<[](environment& with, jsonb_view v, std::string_view name) {
    return jsonb_view{with.memory().copy(without_name(v, name))};
  }>("-"));
  to.push_back(define<[](environment& with, jsonb_view v, std::int32_t index) {
    return jsonb_view{with.memory().copy(without_element(v, index))};
  }>("-"));
}

[[nodiscard]] inline std::string_view type_name(std::string_view document) {
  switch (kind_of(document)) {
    case json_piece::null: return "null";
    case json_piece::string: return "string";
    case json_piece::number: return "number";
    case json_piece::false_:
    case json_piece::true_: return "boolean";
    case json_piece::array: return "array";
    default: return "object";
  }
}

[[nodiscard]] inline std::int32_t array_length(std::string_view document) {
  json_piece const kind = kind_of(document);
  if (is_scalar(kind)) refuse_json("cannot get array length of a scalar");
  if (kind == json_piece::object) refuse_json("cannot get array length of a non-array");
  return static_cast<std::int32_t>(count_elements(document));
}

/// One member to a line, four blanks for each level.
[[nodiscard]] inline std::string pretty(std::string_view document) {
  std::string r;
  bool first = true, after_key = false;
  auto const line = [&r](std::size_t level) { (r += '\n').append(4 * level, ' '); };
  json_reader in(document);
  for (json_piece p = in.next(); p != json_piece::end; p = in.next()) {
    bool const ends = p == json_piece::end_of_array || p == json_piece::end_of_object;
    bool const begins = p == json_piece::array || p == json_piece::object;
    std::size_t const outside = in.depth() - (begins ? 1 : 0);
    if (!ends && !after_key && outside != 0) {
      if (!first) r += ',';
      line(outside);
    }
    if (ends) line(in.depth());
    first = begins;
    after_key = p == json_piece::key;
    bool const quoted = after_key || p == json_piece::string;
    (quoted ? (r += '"') : r) += in.piece();
    r += after_key ? "\": " : quoted ? "\"" : "";
  }
  return r;
}

inline void add_json_reports(function_list& to) {
  to.push_back(define<[](std::string_view v) { return type_name(v); }>("json_typeof")
                   .taking({type_id::json}));
  to.push_back(define<[](jsonb_view v) { return type_name(v.text); }>("jsonb_typeof"));
  to.push_back(define<[](std::string_view v) { return array_length(v); }>("json_array_length")
                   .taking({type_id::json}));
  to.push_back(define<[](jsonb_view v) { return array_length(v.text); }>("jsonb_array_length"));
  to.push_back(define<[](environment& with, jsonb_view v) {
    return std::string_view(with.memory().copy(pretty(v.text)));
  }>("jsonb_pretty"));
}

}  // namespace detail

void add_json(function_list& to) {
  detail::add_json_access(to);
  detail::add_jsonb_operators(to);
  detail::add_json_reports(to);
}

}  // namespace helios::exec
