// helios/sql/impl/grammar/dml.ipp -- INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY.
//
// Source    PostgreSQL 15's manual, reference of SQL commands; INSERT OR REPLACE and OR IGNORE are
//           SQLite's
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>

namespace helios::sql::grammar {

// A column, perhaps with a part of it: a, a[1], a.field. The tail of subscripts is that of any
// operand.
HELIOS_VALUE(assigned_column, ast::ref<ast::expression>);
struct assigned_parser : leaf<assigned_parser> {
  HELIOS_DECL static bool read(iterator& f, iterator const& l, context c,
                               ast::ref<ast::expression>& out);
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    ast::ref<ast::expression> v;
    if (!read(f, l, c, v)) return false;
    store(c, place, v);
    return true;
  }
};
HELIOS_DEFINE(target_column, at<&ast::column::parts>[name])
HELIOS_DEFINE(assigned_column, assigned_parser{})

bool assigned_parser::read(iterator& f, iterator const& l, context c,
                           ast::ref<ast::expression>& out) {
  if (!target_column.parse(f, l, c, out, x3::unused)) return false;
  while (f->kind == token_kind::open_square || f->kind == token_kind::dot) {
    std::uint32_t const left = std::exchange(c->height, 0);
    iterator const begin = f;
    if (f->kind == token_kind::open_square) {
      auto* const node = c->memory.make<ast::subscript>();
      node->at.offset = begin->offset;
      node->operand = out;
      if (!subscript_tail_rule::parse(f, l, c, *node)) return false;
      out = node;
    } else {
      auto* const node = c->memory.make<ast::field>();
      node->at.offset = f++->offset;
      node->operand = out;
      if (!label.parse(f, l, c, node->name, x3::unused)) return false;
      out = node;
    }
    c->height = std::max(c->height, left);
    grown(c, begin, 0);
  }
  return true;
}

HELIOS_VALUE(assignment, ast::assignment);
HELIOS_DEFINE(assignment, (flag<&ast::assignment::several>[open] >>
                               several(at<&ast::assignment::columns>[assigned_column]) >> close |
                           at<&ast::assignment::columns>[assigned_column]) >>
                              equal_sign >> at<&ast::assignment::value>[expression])
HELIOS_VALUE(assignments, ast::list<ast::assignment>);
HELIOS_DEFINE(assignments, several(assignment))

HELIOS_VALUE(insert_target, ast::change_target);
HELIOS_DEFINE(insert_target, at<&ast::change_target::name>[any_name] >>
                                 -("AS"_kw >> at<&ast::change_target::alias>[name]))
HELIOS_VALUE(change_target, ast::change_target);
HELIOS_DEFINE(change_target, ("ONLY"_kw >> flag<&ast::change_target::only>[open] >>
                                  at<&ast::change_target::name>[any_name] >> close |
                              -flag<&ast::change_target::only>["ONLY"_kw] >>
                                  at<&ast::change_target::name>[any_name] >> -star_sign) >>
                                 -("AS"_kw >> at<&ast::change_target::alias>[name] |
                                   unless["SET"_kw] >> at<&ast::change_target::alias>[name]))
HELIOS_VALUE(returning, ast::list<ast::target>);
HELIOS_DEFINE(returning, "RETURNING"_kw >> targets)

// ---- indexes are spoken of in ON CONFLICT too ---------------------------------------------------

namespace elements {
using ast::index_element;
using direction = ast::order_item::direction;
using nulls = ast::order_item::nulls;
}  // namespace elements
HELIOS_VALUE(index_key, ast::ref<ast::expression>);
HELIOS_DEFINE(index_key,
              ahead[any_word(name) >> (comma | close | any_word(label))] >> target_column |
                  ahead[open | open_query] >> operators(strength::none) | function_call)
HELIOS_DEFINE(index_element, at<&ast::index_element::key>[index_key] >>
                                 -("COLLATE"_kw >> at<&ast::index_element::collation>[any_name]) >>
                                 -(unless["NULLS FIRST"_kw | "NULLS LAST"_kw] >>
                                   at<&ast::index_element::operators>[any_name] >>
                                   -at<&ast::index_element::operator_options>[options]) >>
                                 -at<&ast::index_element::order>[direction] >>
                                 -at<&ast::index_element::null_order>[null_order])
HELIOS_DEFINE(index_elements, bracketed(several(index_element)))

// ---- INSERT -------------------------------------------------------------------------------------

namespace conflicts {
using ast::insert;
using ast::on_conflict;
template <on_conflict::type What>
inline constexpr auto does = is<&on_conflict::action, What>;
template <insert::otherwise What>
inline constexpr auto or_else = is<&insert::or_, What>;
template <insert::overriding What>
inline constexpr auto overrides = is<&insert::override_, What>;
using type = on_conflict::type;
using otherwise = insert::otherwise;
using overriding = insert::overriding;
}  // namespace conflicts
HELIOS_VALUE(on_conflict, ast::on_conflict);
HELIOS_DEFINE(on_conflict,
              "ON CONFLICT"_kw >>
                  -(at<&ast::on_conflict::columns>[index_elements] >>
                        -("WHERE"_kw >> at<&ast::on_conflict::index_where>[expression]) |
                    "ON CONSTRAINT"_kw >> at<&ast::on_conflict::constraint>[name]) >>
                  "DO"_kw >> (conflicts::does<conflicts::type::nothing>["NOTHING"_kw] |
                              conflicts::does<conflicts::type::update>["UPDATE"_kw] >> "SET"_kw >>
                                  at<&ast::on_conflict::set>[assignments] >>
                                  -("WHERE"_kw >> at<&ast::on_conflict::where>[expression])))
HELIOS_VALUE(insert_columns, ast::expressions);
HELIOS_DEFINE(insert_columns, bracketed(several(assigned_column)))
HELIOS_DEFINE(
    insert,
    "INSERT"_kw >> -(conflicts::or_else<conflicts::otherwise::replace>["OR REPLACE"_kw] |
                     conflicts::or_else<conflicts::otherwise::ignore>["OR IGNORE"_kw]) >>
        "INTO"_kw >> at<&ast::insert::table>[insert_target] >>
        -(unless[open_query] >> at<&ast::insert::columns>[insert_columns]) >>
        -(conflicts::overrides<conflicts::overriding::system>["OVERRIDING SYSTEM VALUE"_kw] |
          conflicts::overrides<conflicts::overriding::user>["OVERRIDING USER VALUE"_kw]) >>
        ("DEFAULT VALUES"_kw | at<&ast::insert::source>[query]) >>
        -at<&ast::insert::conflict>[on_conflict] >> -at<&ast::insert::returning>[returning])

// ---- UPDATE, DELETE, MERGE ----------------------------------------------------------------------

HELIOS_DEFINE(update, "UPDATE"_kw >> at<&ast::update::table>[change_target] >> "SET"_kw >>
                          at<&ast::update::set>[assignments] >>
                          -("FROM"_kw >> at<&ast::update::from>[from_list]) >>
                          -("WHERE"_kw >> at<&ast::update::where>[expression]) >>
                          -at<&ast::update::returning>[returning])
HELIOS_DEFINE(delete_, "DELETE FROM"_kw >> at<&ast::delete_::table>[change_target] >>
                           -("USING"_kw >> at<&ast::delete_::using_>[from_list]) >>
                           -("WHERE"_kw >> at<&ast::delete_::where>[expression]) >>
                           -at<&ast::delete_::returning>[returning])

namespace merges {
using ast::merge_when;
template <merge_when::type What>
inline constexpr auto does = is<&merge_when::action, What>;
template <ast::insert::overriding What>
inline constexpr auto overrides = is<&merge_when::override_, What>;
using type = merge_when::type;
}  // namespace merges
HELIOS_PART(merge_insert, ast::merge_when);
HELIOS_DEFINE(merge_insert,
              merges::does<merges::type::insert>["INSERT"_kw] >>
                  -at<&ast::merge_when::columns>[insert_columns] >>
                  -(merges::overrides<conflicts::overriding::system>["OVERRIDING SYSTEM VALUE"_kw] |
                    merges::overrides<conflicts::overriding::user>["OVERRIDING USER VALUE"_kw]) >>
                  ("DEFAULT VALUES"_kw |
                   "VALUES"_kw >> at<&ast::merge_when::values>[expression_list]))
HELIOS_VALUE(merge_when, ast::merge_when);
HELIOS_DEFINE(merge_when,
              "WHEN"_kw >>
                  ("MATCHED"_kw | is<&ast::merge_when::matched, false>["NOT MATCHED"_kw]) >>
                  -("AND"_kw >> at<&ast::merge_when::condition>[expression]) >> "THEN"_kw >>
                  (merges::does<merges::type::update>["UPDATE SET"_kw] >>
                       at<&ast::merge_when::set>[assignments] |
                   merges::does<merges::type::delete_>["DELETE"_kw] | merge_insert |
                   merges::does<merges::type::nothing>["DO NOTHING"_kw]))
HELIOS_DEFINE(merge, "MERGE INTO"_kw >> at<&ast::merge::table>[change_target] >> "USING"_kw >>
                         at<&ast::merge::source>[table_expression] >> "ON"_kw >>
                         at<&ast::merge::on>[expression] >> +at<&ast::merge::whens>[merge_when])

// ---- TRUNCATE, COPY -----------------------------------------------------------------------------

HELIOS_DEFINE(truncate, "TRUNCATE"_kw >> -"TABLE"_kw >> -flag<&ast::truncate::only>["ONLY"_kw] >>
                            several(at<&ast::truncate::tables>[any_name] >> -star_sign) >>
                            -(flag<&ast::truncate::restart_identity>["RESTART IDENTITY"_kw] |
                              "CONTINUE IDENTITY"_kw) >>
                            -(flag<&ast::truncate::cascade>["CASCADE"_kw] | "RESTRICT"_kw))

// (FORMAT csv, HEADER, DELIMITER ';')
HELIOS_VALUE(copy_option_value, ast::ref<ast::expression>);
HELIOS_NODE(copy_word, ast::column);
HELIOS_NODE(copy_row, ast::row);
HELIOS_NODE(copy_star, ast::star);
HELIOS_DEFINE(copy_star, star_sign)
HELIOS_DEFINE(
    copy_word,
    at<&ast::column::parts>[nonreserved | ahead["ON"_kw | "TRUE"_kw | "FALSE"_kw] >> label])
HELIOS_DEFINE(copy_row,
              ahead[open >> star_sign] >> open >> at<&ast::row::fields>[copy_star] >> close |
                  open >> several(at<&ast::row::fields>[copy_word]) >> close)
HELIOS_DEFINE(copy_option_value, string_literal | number | copy_row | copy_word)
HELIOS_VALUE(copy_option, ast::option);
HELIOS_DEFINE(copy_option,
              at<&ast::option::key>[label] >> -at<&ast::option::value>[copy_option_value])
HELIOS_DEFINE(copy, "COPY"_kw >>
                        (open_query >> at<&ast::copy::source>[change] >> close |
                         open >> at<&ast::copy::source>[change] >> close |
                         at<&ast::copy::table>[any_name] >> -at<&ast::copy::columns>[names]) >>
                        (flag<&ast::copy::from>["FROM"_kw] | "TO"_kw) >>
                        (-flag<&ast::copy::program>["PROGRAM"_kw] >> at<&ast::copy::path>[text] |
                         "STDIN"_kw | "STDOUT"_kw) >>
                        -"WITH"_kw >> -bracketed(several(at<&ast::copy::options>[copy_option])) >>
                        -("WHERE"_kw >> at<&ast::copy::where>[expression]))

}  // namespace helios::sql::grammar
