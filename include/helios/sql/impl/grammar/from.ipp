// helios/sql/impl/grammar/from.ipp -- what FROM reads: tables in time, joins, functions.
//
// Source    PostgreSQL 15's manual, section 7.2.1; moments and periods are ours (and SQL:2011's FOR
//           SYSTEM_TIME)
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>

namespace helios::sql::grammar {

// ---- time travel --------------------------------------------------------------------------------

namespace times {
using ast::moment;
using ast::period;
inline constexpr operators value{strength::other};  // AND and comparisons stay outside
template <moment::type What>
inline constexpr auto unit = is<&moment::what, What>;
template <period::type What>
inline constexpr auto range = is<&period::what, What>;
using type = moment::type;
using kind = period::type;
}  // namespace times

HELIOS_DEFINE(moment, times::unit<times::type::now>["NOW"_kw] |
                          (times::unit<times::type::timestamp>["TIMESTAMP"_kw] |
                           times::unit<times::type::scn>["SCN"_kw] |
                           times::unit<times::type::transaction>["TRANSACTION"_kw] |
                           times::unit<times::type::tag>["TAG"_kw]) >>
                              at<&ast::moment::value>[times::value])
// SQL:2011 writes a plain time.
HELIOS_VALUE(system_moment, ast::moment);
HELIOS_DEFINE(system_moment,
              ahead[times::words] >> unless["NOW"_kw >> open] >> moment |
                  times::unit<times::type::timestamp>[at<&ast::moment::value>[times::value]])
HELIOS_DEFINE(period,
              times::range<times::kind::as_of>["AS OF"_kw] >> at<&ast::period::from>[moment] |
                  times::range<times::kind::between>["VERSIONS BETWEEN"_kw] >>
                      at<&ast::period::from>[moment] >> "AND"_kw >> at<&ast::period::to>[moment] |
                  "FOR SYSTEM_TIME"_kw >> (times::range<times::kind::as_of>["AS OF"_kw] >>
                                               at<&ast::period::from>[system_moment] |
                                           times::range<times::kind::between>["BETWEEN"_kw] >>
                                               at<&ast::period::from>[system_moment] >> "AND"_kw >>
                                               at<&ast::period::to>[system_moment] |
                                           times::range<times::kind::from_to>["FROM"_kw] >>
                                               at<&ast::period::from>[system_moment] >> "TO"_kw >>
                                               at<&ast::period::to>[system_moment] |
                                           times::range<times::kind::all>["ALL"_kw]))

// ---- FROM ---------------------------------------------------------------------------------------

HELIOS_VALUE(column_alias, ast::column_alias);
HELIOS_DEFINE(column_alias,
              at<&ast::column_alias::name>[name] >> at<&ast::column_alias::type>[type_node])
HELIOS_VALUE(column_name, ast::column_alias);
HELIOS_DEFINE(column_name, at<&ast::column_alias::name>[name])
HELIOS_VALUE(alias_columns, ast::list<ast::column_alias>);
HELIOS_DEFINE(alias_columns, bracketed(several(column_name)))
HELIOS_VALUE(alias, ast::alias);
HELIOS_DEFINE(alias, unless[times::begins] >> -"AS"_kw >> at<&ast::alias::name>[name] >>
                         -at<&ast::alias::columns>[alias_columns])

// What a function yields may be named with types: all columns or none.
HELIOS_VALUE(record_columns, ast::list<ast::column_alias>);
HELIOS_DEFINE(record_columns, bracketed(several(column_alias)))
HELIOS_VALUE(function_alias, ast::alias);
namespace aliases {
using ast::alias;
inline constexpr auto untyped = open >> any_word(grammar::name) >> (comma | close);
inline constexpr auto columns =
    -(ahead[untyped] >> at<&alias::columns>[alias_columns] | at<&alias::columns>[record_columns]);
}  // namespace aliases
HELIOS_DEFINE(function_alias, unless[times::begins] >>
                                  ("AS"_kw >> (at<&ast::alias::name>[name] >> aliases::columns |
                                               at<&ast::alias::columns>[record_columns]) |
                                   at<&ast::alias::name>[name] >> aliases::columns))
HELIOS_VALUE(sample, ast::sample);
HELIOS_DEFINE(sample, "TABLESAMPLE"_kw >> at<&ast::sample::method>[function_name] >>
                          at<&ast::sample::arguments>[expression_list] >>
                          -("REPEATABLE"_kw >> open >> at<&ast::sample::seed>[expression] >> close))

HELIOS_NODE(table, ast::table);
HELIOS_DEFINE(table, ("ONLY"_kw >> flag<&ast::table::only>[open] >>
                          at<&ast::table::name>[any_name] >> close |
                      -flag<&ast::table::only>["ONLY"_kw] >> at<&ast::table::name>[any_name] >>
                          unless[open] >> -star_sign) >>
                         -(ahead[times::begins] >> at<&ast::table::time>[period]) >>
                         -at<&ast::table::alias>[alias] >> -at<&ast::table::sample>[sample])
HELIOS_NODE(derived_table, ast::derived_table);
HELIOS_DEFINE(derived_table, -flag<&ast::derived_table::lateral>["LATERAL"_kw] >>
                                 at<&ast::derived_table::query>[query_in_brackets] >>
                                 -at<&ast::derived_table::alias>[alias])
HELIOS_NODE(function_table, ast::function_table);
HELIOS_DEFINE(function_table,
              -flag<&ast::function_table::lateral>["LATERAL"_kw] >>
                  (ahead["ROWS FROM"_kw >> open] >>
                       flag<&ast::function_table::rows_from>["ROWS FROM"_kw] >>
                       bracketed(several(at<&ast::function_table::calls>[function_call])) |
                   at<&ast::function_table::calls>[function_call | current]) >>
                  -flag<&ast::function_table::ordinality>["WITH ORDINALITY"_kw] >>
                  -at<&ast::function_table::alias>[function_alias])
HELIOS_VALUE(joined_in_brackets, ast::ref<ast::from_item>);
HELIOS_VALUE(table_primary, ast::ref<ast::from_item>);
HELIOS_DEFINE(table_primary, unless["ROWS FROM"_kw] >> table |
                                 ahead[-"LATERAL"_kw >> open_query] >> derived_table |
                                 joined_in_brackets | function_table)

// The join's own words, before its right side is read; then its condition.
namespace joins {
using ast::join;
template <join::type What>
inline constexpr auto kind = is<&join::what, What>;
using type = join::type;
}  // namespace joins
HELIOS_PART(join_words, ast::join);
HELIOS_DEFINE(join_words, joins::kind<joins::type::cross>["CROSS JOIN"_kw] |
                              -flag<&ast::join::natural>["NATURAL"_kw] >>
                                  ("JOIN"_kw | "INNER JOIN"_kw |
                                   (joins::kind<joins::type::left>["LEFT"_kw] |
                                    joins::kind<joins::type::right>["RIGHT"_kw] |
                                    joins::kind<joins::type::full>["FULL"_kw]) >>
                                       -"OUTER"_kw >> "JOIN"_kw))
HELIOS_PART(join_condition, ast::join);
HELIOS_DEFINE(join_condition, "ON"_kw >> at<&ast::join::on>[expression] |
                                  "USING"_kw >> at<&ast::join::using_>[names] >>
                                      -("AS"_kw >> at<&ast::join::using_alias>[name]))

// Joins bind to the left, but `a JOIN b JOIN c ON x ON y` is a JOIN (b JOIN c ON x) ON y: the right
// side of a join that waits for its condition is read until that comes.
bool table_expression_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  nested const level(c, f);
  std::uint32_t const outer = std::exchange(c->height, 0);
  if (!table_primary_rule::parse(f, l, c, v)) return false;
  for (;;) {
    switch (f->kind) {
      case token_kind::kw_join:
      case token_kind::kw_inner:
      case token_kind::kw_cross:
      case token_kind::kw_natural:
      case token_kind::kw_left:
      case token_kind::kw_right:
      case token_kind::kw_full: break;
      default: c->height = std::max(c->height, outer); return true;
    }
    auto* const node = c->memory.make<ast::join>();
    node->at.offset = f->offset;
    node->left = v;
    iterator const at = f;
    std::uint32_t const left = std::exchange(c->height, 0);
    if (!join_words_rule::parse(f, l, c, *node)) return false;
    bool const free = node->natural || node->what == ast::join::type::cross;
    if (free ? !table_primary_rule::parse(f, l, c, node->right)
             : !table_expression_rule::parse(f, l, c, node->right) ||
                   !join_condition_rule::parse(f, l, c, *node))
      return false;
    c->height = std::max(c->height, left);
    grown(c, at, 0);
    v = node;
  }
}
bool joined_in_brackets_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  iterator const begin = f;
  if (!open.parse(f, l, c, x3::unused, x3::unused) || !table_expression_rule::parse(f, l, c, v))
    return false;
  // ((a JOIN b)) is fine, (a) is not: brackets enclose joins.
  if (v->kind != ast::from_kind::join) return f = begin, fail_at(c, begin + 1, expected::name);
  if (!close.parse(f, l, c, x3::unused, x3::unused)) return false;
  auto* const join = static_cast<ast::join*>(v.unlocked());
  if (!join->alias.name.empty()) return true;
  ast::alias given;
  if (alias_rule::parse(f, l, c, given)) join->alias = given;
  return true;
}
HELIOS_DEFINE(from_list, several(table_expression))

}  // namespace helios::sql::grammar
