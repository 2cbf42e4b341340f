// helios/sql/impl/grammar/rules.hpp -- the rules that more than one file of the grammar uses, by
// declaration.
#pragma once

#include <helios/sql/impl/vocabulary.hpp>

namespace helios::sql::grammar {

/// Binding strengths, weakest first. Source: PostgreSQL 15's manual, section 4.1.6.
enum class strength : std::uint8_t {
  or_ = 1,
  and_,
  not_,
  is,
  comparison,
  membership,
  other,
  additive,
  multiplicative,
  power,
  zone,
  collate,
  sign,
  cast,
  none
};
[[nodiscard]] constexpr strength tighter(strength s) noexcept {
  return static_cast<strength>(static_cast<std::uint8_t>(s) + 1);
}

/// An expression of operators that bind at least as tight as the floor, by precedence climbing.
/// `restricted`: PostgreSQL's b_expr, without the operators that are words (but brackets lift
/// that).
struct operators : leaf<operators> {
  strength floor;
  bool restricted;
  constexpr explicit operators(strength s, bool r = false) noexcept : floor(s), restricted(r) {}
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    ast::ref<ast::expression> v;
    if (!climb(f, l, c, v)) return false;
    store(c, place, v);
    return true;
  }
  HELIOS_DECL bool climb(iterator& f, iterator const& l, context c,
                         ast::ref<ast::expression>& out) const;
};
inline constexpr operators expression{strength::or_};
inline constexpr operators simple_expression{strength::comparison, true};

// ---- expression.ipp
HELIOS_VALUE(any_name, ast::qualified_name);  // one to three parts
HELIOS_VALUE(function_name, ast::qualified_name);
HELIOS_VALUE(dotted, ast::list<ast::name>);       // setting.of.someone
HELIOS_VALUE(names, ast::list<ast::name>);        // (a, b)
HELIOS_VALUE(expressions, ast::expressions);      // a, b
HELIOS_VALUE(expression_list, ast::expressions);  // (a, b)
HELIOS_VALUE(integer, std::int64_t);
HELIOS_NODE(string_literal, ast::literal);
HELIOS_NODE(null_literal, ast::literal);
HELIOS_NODE(number_literal, ast::literal);
HELIOS_NODE(signed_number, ast::unary);
HELIOS_VALUE(number, ast::ref<ast::expression>);  // 1, -1.5
HELIOS_VALUE(primary, ast::ref<ast::expression>);
HELIOS_NODE(current, ast::current);
HELIOS_NODE(interval_literal, ast::cast);
HELIOS_NODE(target_column, ast::column);
HELIOS_VALUE(option, ast::option);
HELIOS_VALUE(options, ast::list<ast::option>);  // (a = 1, b)

/// What follows an operand: is (not null), in (..), between, like, over; each fills a node that has
/// its operand.
HELIOS_PART(is_tail, ast::is);
HELIOS_PART(in_tail, ast::in);
HELIOS_PART(between_tail, ast::between);
HELIOS_PART(like_tail, ast::like);
HELIOS_PART(any_tail, ast::quantified);
HELIOS_PART(subscript_tail, ast::subscript);
HELIOS_VALUE(operator_name, ast::operation);  // OPERATOR(s.+), after its first word

// ---- type.ipp
HELIOS_VALUE(type, ast::data_type);
HELIOS_NODE(type_node, ast::data_type);
HELIOS_PART(plain_interval, ast::data_type);  // without fields, which stand behind a constant
HELIOS_PART(interval_fields, ast::data_type);
HELIOS_PART(built_in_type, ast::data_type);
HELIOS_PART(named_type, ast::data_type);

// ---- call.ipp
HELIOS_NODE(plain_call, ast::call);
HELIOS_NODE(special_call, ast::call);
HELIOS_VALUE(window_value, ast::window);
HELIOS_VALUE(direction, ast::order_item::direction);
HELIOS_VALUE(null_order, ast::order_item::nulls);
HELIOS_VALUE(order_by, ast::list<ast::order_item>);
HELIOS_VALUE(function_call, ast::ref<ast::expression>);

// ---- query.ipp, from.ipp
namespace times {
inline constexpr auto words = "TIMESTAMP"_kw | "SCN"_kw | "TRANSACTION"_kw | "NOW"_kw | "TAG"_kw;
inline constexpr auto begins = "AS OF"_kw >> words | "VERSIONS BETWEEN"_kw | "FOR SYSTEM_TIME"_kw;
}  // namespace times
HELIOS_VALUE(query, ast::ref<ast::query>);
HELIOS_VALUE(query_in_brackets, ast::ref<ast::query>);
HELIOS_VALUE(with_clause, ast::with_clause);
HELIOS_VALUE(table_expression, ast::ref<ast::from_item>);
HELIOS_VALUE(from_list, ast::list<ast::ref<ast::from_item>>);
HELIOS_VALUE(targets, ast::list<ast::target>);
HELIOS_VALUE(moment, ast::moment);
HELIOS_VALUE(period, ast::period);

// ---- dml.ipp
HELIOS_NODE(insert, ast::insert);
HELIOS_NODE(update, ast::update);
HELIOS_NODE(delete_, ast::delete_);
HELIOS_NODE(merge, ast::merge);
HELIOS_NODE(truncate, ast::truncate);
HELIOS_NODE(copy, ast::copy);
HELIOS_VALUE(change, ast::ref<ast::statement>);  // what WITH, EXPLAIN and PREPARE may hold
HELIOS_VALUE(index_element, ast::index_element);
HELIOS_VALUE(index_elements, ast::list<ast::index_element>);

// ---- table.ipp
HELIOS_VALUE(sequence_option, ast::sequence_option);
HELIOS_PART(identity, ast::constraint);
HELIOS_VALUE(column_constraint, ast::constraint);
HELIOS_NODE(table_constraint, ast::constraint);
HELIOS_NODE(column_definition, ast::column_definition);
HELIOS_NODE(create_table, ast::create_table);
HELIOS_NODE(create_table_as, ast::create_table);
HELIOS_VALUE(field_definition, ast::column_definition);

// ---- ddl.ipp
HELIOS_VALUE(definition, ast::ref<ast::statement>);
HELIOS_VALUE(object, ast::object_kind);

// ---- session.ipp
HELIOS_VALUE(session, ast::ref<ast::statement>);
HELIOS_VALUE(branch_statement, ast::ref<ast::statement>);
HELIOS_NODE(execute, ast::execute);
HELIOS_VALUE(statement, ast::ref<ast::statement>);

}  // namespace helios::sql::grammar
