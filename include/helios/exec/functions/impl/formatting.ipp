// helios/exec/functions/impl/formatting.ipp -- concat, format, quoting, other bases, md5.
#pragma once

#include <helios/exec/functions/formatting.hpp>

#include <helios/base/error.hpp>
#include <helios/exec/column.hpp>
#include <helios/exec/functions/impl/md5.hpp>
#include <helios/types/bytea.hpp>
#include <helios/types/text.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/value_text.hpp>

#include <charconv>
#include <string>

namespace helios::exec {

namespace detail {

inline void append_argument(std::string& out, environment const& with, any_argument const& a) {
  if (!a.is_null()) types::print(value_at(a.of(), a.row()), out, with.time());
}

[[nodiscard]] inline std::string quoted_identifier(std::string_view s) {
  bool plain = !s.empty() && !types::detail::is_digit(s[0]);
  for (char const c : s)
    plain = plain && (types::detail::is_digit(c) || c == '_' || (c >= 'a' && c <= 'z'));
  if (plain) return std::string(s);
  std::string r = "\"";
  for (char const c : s) r.append(c == '"' ? 2 : 1, c);
  return r + '"';
}
[[nodiscard]] inline std::string quoted_literal(std::string_view s) {
  bool const escaped = s.find('\\') != std::string_view::npos;
  std::string r = escaped ? "E'" : "'";
  for (char const c : s) r.append(c == '\'' || c == '\\' ? 2 : 1, c);
  return r + '\'';
}

/// format(): %s %I %L %%, with n$ positions, - and a width.
[[nodiscard]] inline std::string formatted(environment const& with, std::string_view form,
                                           other_arguments const& a) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '%') {
      out += form[i];
      continue;
    }
    auto const peek = [&] {
      if (i >= form.size())
        throw error(errc::invalid_parameter_value, "unterminated format() type specifier")
            .hint("For a single \"%\" use \"%%\".");
      return form[i];
    };
    auto const number = [&] {
      std::size_t n = 0;
      for (; types::detail::is_digit(peek()) && n < 100'000; ++i)
        n = n * 10 + static_cast<std::size_t>(form[i] - '0');
      return n;
    };
    ++i;
    if (peek() == '%') {
      out += '%';
      continue;
    }
    bool left = false;
    std::size_t width = number();
    if (width != 0 && peek() == '$') {
      next = width - 1;
      width = 0;
      ++i;
    }
    if (peek() == '-') left = true, ++i;
    if (width == 0) width = number();
    char const kind = peek();
    if (kind != 's' && kind != 'I' && kind != 'L')
      throw error(errc::invalid_parameter_value, std::string("unrecognized format() type "
                                                             "specifier \"") +
                                                     kind + '"')
          .hint("For a single \"%\" use \"%%\".");
    if (next >= a.size())
      throw error(errc::invalid_parameter_value, "too few arguments for format()");
    any_argument const v = a[next++];
    if (v.is_null() && kind == 'I')
      throw error(errc::null_value_not_allowed,
                  "null values cannot be formatted as an SQL identifier");
    std::string part;
    append_argument(part, with, v);
    if (kind == 'I') part = quoted_identifier(part);
    if (kind == 'L') part = v.is_null() ? "NULL" : quoted_literal(part);
    std::size_t const characters = types::length(part);
    std::size_t const blanks = characters < width ? width - characters : 0;
    if (!left) out.append(blanks, ' ');
    out += part;
    if (left) out.append(blanks, ' ');
  }
  return out;
}

template <class Int>
[[nodiscard]] std::string_view in_base(environment& with, Int v, int base) {
  char digits[64];
  auto const end =
      std::to_chars(digits, digits + 64, static_cast<std::make_unsigned_t<Int>>(v), base);
  return with.memory().copy({digits, static_cast<std::size_t>(end.ptr - digits)});
}

}  // namespace detail

void add_formatting(function_list& to) {
  using detail::append_argument;
  to.push_back(define<[](environment& with, other_arguments a) -> std::string_view {
                 std::string r;
                 for (std::size_t i = 0; i != a.size(); ++i) append_argument(r, with, a[i]);
                 return with.memory().copy(r);
               }>("concat", volatility::stable)
                   .not_strict());
  to.push_back(define<[](environment& with, any_argument separator,
                         other_arguments a) -> std::optional<std::string_view> {
                 if (separator.is_null()) return std::nullopt;
                 std::string r;
                 bool first = true;
                 for (std::size_t i = 0; i != a.size(); ++i) {
                   if (a[i].is_null()) continue;
                   if (!std::exchange(first, false)) append_argument(r, with, separator);
                   append_argument(r, with, a[i]);
                 }
                 return with.memory().copy(r);
               }>("concat_ws", volatility::stable)
                   .taking({type_id::text})
                   .not_strict());
  to.push_back(define<[](environment& with, any_argument form,
                         other_arguments a) -> std::optional<std::string_view> {
                 if (form.is_null()) return std::nullopt;
                 return with.memory().copy(
                     detail::formatted(with, form.of().as<std::string_view>()[form.row()], a));
               }>("format", volatility::stable)
                   .taking({type_id::text})
                   .not_strict());
  // Text beside anything: PostgreSQL's textanycat and anytextcat, which cast what concat() prints.
  auto const beside = define<[](environment& with, any_argument a, any_argument b) {
    std::string r;
    for (any_argument const& each : {a, b}) {
      if (each.of().type.id == type_id::boolean) {
        r += each.of().as<bool>()[each.row()] ? "true" : "false";
      } else {
        append_argument(r, with, each);
      }
    }
    return with.memory().copy(r);
  }>("||", volatility::stable);
  to.push_back(beside.taking({type_id::text, any_type}).without_arrays());
  to.push_back(beside.taking({any_type, type_id::text}).without_arrays());
  to.push_back(define<[](environment& with, std::string_view s) {
    return with.memory().copy(detail::quoted_identifier(s));
  }>("quote_ident"));
  to.push_back(define<[](environment& with, std::string_view s) {
    return with.memory().copy(detail::quoted_literal(s));
  }>("quote_literal"));
  to.push_back(define<[](environment& with, any_argument a) -> std::string_view {
                 if (a.is_null()) return "NULL";
                 std::string r;
                 append_argument(r, with, a);
                 return with.memory().copy(detail::quoted_literal(r));
               }>("quote_nullable")
                   .taking({type_id::text})
                   .not_strict());
  to.push_back(
      define<[](environment& with, std::int32_t v) { return detail::in_base(with, v, 16); }>(
          "to_hex"));
  to.push_back(
      define<[](environment& with, std::int64_t v) { return detail::in_base(with, v, 16); }>(
          "to_hex"));
  auto const digest = define<[](environment& with, std::string_view s) {
    auto const text = detail::md5_text(s);
    return with.memory().copy({text.data(), text.size()});
  }>("md5");
  to.push_back(digest);
  to.push_back(digest.taking({type_id::bytea}));
  to.push_back(define<[](other_arguments a) {
                 std::int32_t n = 0;
                 for (std::size_t i = 0; i != a.size(); ++i) n += a[i].is_null() ? 1 : 0;
                 return n;
               }>("num_nulls")
                   .not_strict());
  to.push_back(define<[](other_arguments a) {
                 std::int32_t n = 0;
                 for (std::size_t i = 0; i != a.size(); ++i) n += a[i].is_null() ? 0 : 1;
                 return n;
               }>("num_nonnulls")
                   .not_strict());
}

}  // namespace helios::exec
