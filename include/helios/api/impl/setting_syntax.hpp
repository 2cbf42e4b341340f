// helios/api/impl/setting_syntax.hpp -- names and values as SET, PRAGMA and EXPLAIN write them.
#pragma once

#include <helios/base/error.hpp>
#include <helios/base/stack.hpp>
#include <helios/sql/ast/visit.hpp>
#include <helios/sql/token.hpp>
#include <helios/types/cast.hpp>

namespace helios::api::detail {

namespace setting {

[[nodiscard]] inline std::string dotted(sql::ast::list<sql::ast::name> const& parts) {
  std::string out;
  for (sql::ast::name const& p : parts) out += (out.empty() ? "" : ".") + std::string(p.text);
  return out;
}

/// A value as SET writes it: a word, a literal, a signed number, an interval of SET TIME ZONE.
[[nodiscard]] inline std::string text_of(sql::ast::expression const& e, std::string_view text) {
  check_stack();
  using kind = sql::ast::expression_kind;
  if (e.kind == kind::literal) {
    auto const& l = static_cast<sql::ast::literal const&>(e);
    if (l.what == sql::ast::literal::type::true_) return "true";
    if (l.what == sql::ast::literal::type::false_) return "false";
    return std::string(l.text);
  }
  if (e.kind == kind::column) return dotted(static_cast<sql::ast::column const&>(e).parts);
  if (e.kind == kind::unary) {
    auto const& u = static_cast<sql::ast::unary const&>(e);
    return std::string(u.op.symbol) + text_of(*u.operand, text);
  }
  if (e.kind == kind::cast) {
    std::string const span = text_of(*static_cast<sql::ast::cast const&>(e).operand, text);
    auto const v =
        types::cast(types::value::text(span, types::type_id::unknown), types::type_id::interval);
    auto const by = v.as<types::interval>();
    if (by.months != 0 || by.days != 0)
      throw error(errc::invalid_parameter_value,
                  "time zone interval must not include months or "
                  "days");
    std::int64_t const minutes = by.microseconds / types::microseconds_per_minute;
    std::int64_t const size = minutes < 0 ? -minutes : minutes;
    // As zone names are: POSIX counts west.
    return (minutes < 0 ? "+" : "-") + std::to_string(size / 60) + ":" + std::to_string(size % 60);
  }
  throw error(errc::syntax_error, "a setting takes words, strings and numbers")
      .at(sql::character_position(text, e.at.offset));
}

}  // namespace setting

}  // namespace helios::api::detail
