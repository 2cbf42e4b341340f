// tests/support/slt/render.hpp -- values as the text that test files expect.
//
// Source    the rules of the two corpora's README; where they say "the value's text" it is
//           PostgreSQL's
#pragma once

#include <tests/support/slt/engine.hpp>
#include <tests/support/slt/letters.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

namespace helios::test::slt {

template <class... Cases>
struct overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
overloaded(Cases...) -> overloaded<Cases...>;

/// As PostgreSQL sends it. The text of NULL is NULL, as an array's element has it.
[[nodiscard]] std::string text_of(value const& v);

namespace render_detail {

inline std::string hex(unsigned char byte, char const* digits) {
  return {digits[byte >> 4], digits[byte & 15]};
}

inline std::string quoted_if_needed(value const& v) {
  std::string const plain = text_of(v);
  if (std::holds_alternative<null>(v) || std::holds_alternative<array>(v)) return plain;
  bool const special = plain.find_first_of("{}\",\\ \t\n\r\v\f") != plain.npos;
  if (!plain.empty() && !special && lower_case(plain) != "null") {
    return plain;
  }
  std::string quoted = "\"";
  for (char const c : plain) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

template <class Render>
std::string joined(array const& a, std::string_view comma, Render const& render) {
  std::string all;
  for (value const& each : a.items) {
    if (&each != a.items.data()) all += comma;
    all += render(each);
  }
  return all;
}

inline std::string fixed3(double number) {
  char buffer[400];  // the largest double has 309 digits
  return {buffer, static_cast<std::size_t>(std::snprintf(buffer, sizeof buffer, "%.3f", number))};
}

/// A fraction is dropped; text counts as far as it is a number, like in C.
inline std::string as_integer(value const& v) {
  if (auto const* const i = std::get_if<integer>(&v)) return i->text;
  if (auto const* const b = std::get_if<bool>(&v)) return *b ? "1" : "0";
  if (auto const* const d = std::get_if<decimal>(&v)) {
    std::string const whole = d->text.substr(0, d->text.find('.'));
    return whole.empty() || whole == "-" || whole == "-0" ? "0" : whole;
  }
  if (auto const* const f = std::get_if<floating>(&v)) {
    // 2^63, the first double that no 64-bit integer equals
    constexpr double limit = 9223372036854775808.0;
    if (!(f->number >= -limit && f->number < limit)) return text_of(v);
    return std::to_string(static_cast<long long>(f->number));
  }
  return std::to_string(std::strtoll(text_of(v).c_str(), nullptr, 10));
}

inline double as_double(value const& v) {
  if (auto const* const f = std::get_if<floating>(&v)) return f->number;
  if (auto const* const b = std::get_if<bool>(&v)) return *b ? 1 : 0;
  return std::strtod(text_of(v).c_str(), nullptr);
}

}  // namespace render_detail

inline std::string text_of(value const& v) {
  using namespace render_detail;
  return std::visit(
      overloaded{[](null) { return std::string("NULL"); },
                 [](bool b) { return std::string(b ? "t" : "f"); },
                 [](bytes const& b) {
                   std::string digits = "\\x";
                   for (char const c : b.raw) {
                     digits += hex(static_cast<unsigned char>(c), "0123456789abcdef");
                   }
                   return digits;
                 },
                 [](array const& a) { return "{" + joined(a, ",", quoted_if_needed) + "}"; },
                 [](auto const& other) { return other.text; }},
      static_cast<value::variant const&>(v));
}

/// sqllogictest, by the query's letter for the column: T, I or R.
[[nodiscard]] inline std::string render_typed(value const& v, char type) {
  using namespace render_detail;
  if (std::holds_alternative<null>(v)) return "NULL";
  if (type == 'I') return as_integer(v);
  if (type == 'R') return fixed3(as_double(v));
  if (auto const* const b = std::get_if<bool>(&v)) return *b ? "1" : "0";
  std::string shown = text_of(v);
  if (shown.empty()) return "(empty)";
  for (char& c : shown) {
    if (c < 0x20 || c > 0x7e) c = '@';
  }
  return shown;
}

/// The letter of a value's type in a file of the format `table`; ' ': NULL is of any.
[[nodiscard]] inline char table_type(value const& v) {
  return std::visit(
      overloaded{[](null) { return ' '; }, [](bool) { return 'B'; },
                 [](integer const&) { return 'I'; }, [](decimal const&) { return 'R'; },
                 [](floating const&) { return 'R'; }, [](auto const&) { return 'T'; }},
      static_cast<value::variant const&>(v));
}

/// A letter per column: that of its first value; T where all are NULL.
[[nodiscard]] inline std::string table_types(rows const& got) {
  std::string types(got.columns, ' ');
  for (std::size_t i = 0; i != got.values.size(); ++i) {
    char& type = types[i % got.columns];
    if (type == ' ') type = table_type(got.values[i]);
  }
  for (char& type : types) {
    if (type == ' ') type = 'T';
  }
  return types;
}

/// A line per row, as PostgreSQL prints values, ` | ` between them; control characters become @.
[[nodiscard]] inline std::vector<std::string> table_lines(rows const& got) {
  std::vector<std::string> lines(got.count());
  for (std::size_t i = 0; i != got.values.size(); ++i) {
    std::string& line = lines[i / got.columns];
    if (i % got.columns != 0) line += " | ";
    std::string shown = text_of(got.values[i]);
    for (char& c : shown) {
      if (static_cast<unsigned char>(c) < 0x20) c = '@';
    }
    line += shown.empty() ? "(empty)" : shown;
  }
  return lines;
}

/// What a file of the format `table` expects of an error: its message and, where a place in the
/// text is to blame, `at POSITION`.
[[nodiscard]] inline std::vector<std::string> message_lines(failure const& f) {
  std::vector<std::string> lines{f.message.substr(0, f.message.find('\n'))};
  if (f.position != 0) lines.push_back("at " + std::to_string(f.position));
  return lines;
}

/// DuckDB's form of a value, whatever its column's letter.
[[nodiscard]] inline std::string render_duckdb(value const& v, bool in_array = false) {
  using namespace render_detail;
  if (auto const* const b = std::get_if<bool>(&v)) return *b ? "true" : "false";
  if (auto const* const a = std::get_if<array>(&v)) {
    return "[" + joined(*a, ", ", [](value const& each) { return render_duckdb(each, true); }) +
           "]";
  }
  std::string shown;
  if (auto const* const raw = std::get_if<bytes>(&v)) {
    for (char const c : raw->raw) {
      bool const printable = c >= 0x20 && c <= 0x7e;
      shown += printable ? std::string(1, c)
                         : "\\x" + hex(static_cast<unsigned char>(c), "0123456789ABCDEF");
    }
  } else {
    shown = text_of(v);
    if (std::holds_alternative<interval>(v)) {
      std::size_t const at = shown.find(" mon");
      if (at != shown.npos) shown.insert(at + 4, "th");
    }
  }
  return shown.empty() && !in_array ? "(empty)" : shown;
}

}  // namespace helios::test::slt
