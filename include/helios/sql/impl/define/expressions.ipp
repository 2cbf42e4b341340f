// helios/sql/impl/define/expressions.ipp -- the expressions that definitions keep: bound once to
// see that they can be, then kept as text.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/define/definer.hpp>
#include <helios/sql/impl/define/walk.hpp>
#include <helios/sql/kept_expression.hpp>
#include <helios/sql/parse.hpp>

#include <helios/types/cast_rules.hpp>

namespace helios::sql::defining {

checked_expression definer::over(table_definition const& table, ast::expression const& tree,
                                 types::data_type wanted) const {
  // Bound as it will be when rows are written: without the session and its catalog.
  return {print(tree), bind_expression(tree, text_, &table, nullptr, wanted)};
}

exec::expression_ptr definer::stored(table_definition const& table, std::string_view text) const {
  arena memory;
  return bind_expression(*parse_expression(text, memory), text, &table);
}

checked_expression definer::condition(table_definition const& table, ast::expression const& tree,
                                      std::string_view construct) const {
  checked_expression e = over(table, tree);
  e.bound = exec::make_boolean(e.bound, construct);
  return e;
}

void definer::require_assignable(exec::expression const& value, column_definition const& column,
                                 std::string_view what) const {
  using namespace types;
  if (permits(find_cast(value.type, column.type), cast_context::assignment)) return;
  throw error(errc::datatype_mismatch, "column \"" + column.name + "\" is of type " +
                                           types::to_string(column.type) + " but " +
                                           std::string(what) + " expression is of type " +
                                           types::to_string(value.type))
      .hint("You will need to rewrite or cast the expression.");
}

checked_expression definer::default_for(table_definition const& table,
                                        column_definition const& column,
                                        ast::expression const& tree) const {
  each_column(tree, [&](ast::column const& c) {
    throw error(errc::feature_not_supported, "cannot use column reference in DEFAULT expression")
        .at(place(c.at));
  });
  checked_expression e{kept_default(tree, column.type.id), {}};
  bool const literal = tree.kind == ast::expression_kind::literal &&
                       static_cast<ast::literal const&>(tree).what == ast::literal::type::string;
  if (literal) {
    std::string_view const written = static_cast<ast::literal const&>(tree).text;
    e.bound = exec::make_constant(types::value::text(written, types::type_id::unknown),
                                  types::type_id::unknown);
  } else {
    e.bound = bind_expression(tree, text_, &table, nullptr, column.type);
  }
  require_assignable(*e.bound, column, "default");
  // A literal that the type cannot read is wrong now, not at the first INSERT.
  static_cast<void>(exec::make_cast(e.bound, column.type, types::cast_context::assignment));
  return e;
}

std::optional<object_id> definer::drawn_from(ast::expression const& tree) const {
  if (tree.kind != ast::expression_kind::call) return {};
  auto const& call = static_cast<ast::call const&>(tree);
  if (call.function.object() != "nextval" || call.arguments.size() != 1) return {};
  ast::expression const* name = call.arguments[0].value.get();
  if (name->kind == ast::expression_kind::cast)  // 's'::regclass
    name = static_cast<ast::cast const&>(*name).operand.get();
  if (name->kind != ast::expression_kind::literal) return {};
  auto const& literal = static_cast<ast::literal const&>(*name);
  if (literal.what != ast::literal::type::string) return {};
  // The text is a name as SQL writes it: s, "My Seq", app.s
  arena memory;
  ast::expression const* const parsed = parse_expression(literal.text, memory);
  if (parsed->kind != ast::expression_kind::column) return {};
  ast::qualified_name sequence;
  sequence.parts = static_cast<ast::column const&>(*parsed).parts;
  sequence.at = name->at;
  object_id const id = relation(sequence);
  if (in().find_sequence(id)) return id;
  throw error(errc::wrong_object_type,
              "\"" + std::string(sequence.object().text) + "\" is not a sequence");
}

/// Adds the positions of the columns that an expression names.
inline void collect_columns(exec::expression const& e, std::set<std::size_t>& out) {
  check_stack();
  if (e.kind == exec::expression_kind::column) out.insert(e.index);
  for (exec::expression_ptr const& operand : e.operands) collect_columns(*operand, out);
}

std::set<std::size_t> columns_of(exec::expression const& e) {
  std::set<std::size_t> out;
  collect_columns(e, out);
  return out;
}

}  // namespace helios::sql::defining
