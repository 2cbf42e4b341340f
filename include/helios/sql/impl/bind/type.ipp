// helios/sql/impl/bind/type.ipp -- types as they are written.
#pragma once

#include <helios/sql/bind.hpp>
#include <helios/sql/token.hpp>

#include <charconv>

namespace helios::sql {

namespace binding::detail {

[[nodiscard]] inline std::int64_t modifier_of(ast::expression const& e, std::string_view text) {
  bool const negative = e.kind == ast::expression_kind::unary;
  ast::expression const& digits = negative ? *static_cast<ast::unary const&>(e).operand : e;
  if (digits.kind == ast::expression_kind::literal) {
    auto const& number = static_cast<ast::literal const&>(digits);
    std::int64_t n = 0;
    char const* const end = number.text.data() + number.text.size();
    if (number.what == ast::literal::type::integer &&
        std::from_chars(number.text.data(), end, n).ptr == end)
      return negative ? -n : n;
  }
  throw error(errc::syntax_error, "type modifiers must be simple constants or identifiers")
      .at(character_position(text, e.at.offset));
}

}  // namespace binding::detail

types::data_type bind_type(ast::data_type const& tree, std::string_view text) {
  std::size_t const place = character_position(text, tree.name.at.offset);
  auto const refuse = [&](std::string_view what) {
    throw error(errc::feature_not_supported, std::string(what) + " are not supported yet")
        .at(place);
  };
  if (!tree.array_bounds.empty()) refuse("arrays");
  if (tree.set_of) refuse("sets as types");
  if (tree.interval_fields != 0) refuse("intervals restricted to some fields");
  std::vector<std::int64_t> modifiers;
  for (auto const& m : tree.modifiers) modifiers.push_back(binding::detail::modifier_of(*m, text));
  bool const ours = tree.name.parts.size() == 1 ||
                    (tree.name.parts.size() == 2 && tree.name.parts[0] == "pg_catalog");
  try {
    if (ours) return types::make_type(tree.name.object().text, modifiers);
  } catch (error const& e) {
    throw error(e).at(place);
  }
  std::string name;
  for (ast::name const& part : tree.name.parts) {
    if (!name.empty()) name += '.';
    name += part.text;
  }
  throw error(errc::undefined_object, "type \"" + name + "\" does not exist").at(place);
}

}  // namespace helios::sql
