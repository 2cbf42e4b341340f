// helios/sql/impl/kept_expression.ipp -- see helios/sql/kept_expression.hpp
#pragma once

#include <helios/sql/kept_expression.hpp>

#include <helios/sql/impl/define/text_edit.hpp>
#include <helios/sql/impl/define/walk.hpp>
#include <helios/sql/parse.hpp>
#include <helios/sql/print.hpp>

namespace helios::sql {

std::string kept_text(std::string_view expression) {
  arena memory;
  return print(*parse_expression(expression, memory));
}

std::string kept_default(ast::expression const& value, types::type_id column) {
  std::string text = print(value);
  bool const literal = value.kind == ast::expression_kind::literal &&
                       static_cast<ast::literal const&>(value).what == ast::literal::type::string;
  // An enumeration is not named: it may be renamed. Nor is an array of one.
  if (!literal || types::category(column) == types::type_category::string ||
      types::has_kinds(column))
    return text;
  return kept_text(text + "::" + std::string(types::name(column)));
}

std::optional<std::string> kept_default(std::string_view value, types::type_id column) {
  arena memory;
  ast::expression const& tree = *parse_expression(value, memory);
  bool const null = tree.kind == ast::expression_kind::literal &&
                    static_cast<ast::literal const&>(tree).what == ast::literal::type::null;
  if (null) return std::nullopt;
  return kept_default(tree, column);
}

std::string rename_column(std::string_view kept, std::string_view from, std::string_view to) {
  arena memory;
  defining::text_edit edit(kept);
  defining::each_column(*parse_expression(kept, memory), [&](ast::column const& c) {
    if (c.parts.back() != from) return;
    std::size_t at = c.at.offset;
    for (std::size_t i = 0; i + 1 != c.parts.size(); ++i)
      at += quote_name(c.parts[i].text).size() + 1;
    edit.replace(at, quote_name(from).size(), quote_name(to));
  });
  return edit.result();
}

std::vector<std::string> columns_in(std::string_view expression) {
  arena memory;
  std::vector<std::string> all;
  defining::each_column(*parse_expression(expression, memory),
                        [&](ast::column const& c) { all.emplace_back(c.parts.back().text); });
  return all;
}

}  // namespace helios::sql
