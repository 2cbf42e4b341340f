// helios/sql/impl/grammar/query.ipp -- SELECT, VALUES, set operations, WITH, FROM and time travel.
//
// Source    PostgreSQL 15's manual, SELECT; the moments and periods are ours (and SQL:2011's FOR
//           SYSTEM_TIME)
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>

namespace helios::sql::grammar {

// ---- SELECT -------------------------------------------------------------------------------------

HELIOS_NODE(all_columns, ast::star);
HELIOS_DEFINE(all_columns, star_sign)
HELIOS_VALUE(target, ast::target);
HELIOS_DEFINE(target, at<&ast::target::value>[all_columns] |
                          at<&ast::target::value>[expression] >>
                              -("AS"_kw >> at<&ast::target::label>[label] |
                                at<&ast::target::label>[bare_label]))
HELIOS_DEFINE(targets, several(target))

HELIOS_NODE(grouping_set, ast::grouping);
HELIOS_VALUE(group_item, ast::ref<ast::expression>);
namespace groups {
using ast::grouping;
template <grouping::type What>
inline constexpr auto kind = is<&grouping::what, What>;
inline constexpr auto elements = bracketed(several(at<&grouping::elements>[expression]));
using type = grouping::type;
}  // namespace groups
HELIOS_DEFINE(grouping_set,
              groups::kind<groups::type::empty>[open >> close] |
                  groups::kind<groups::type::rollup>["ROLLUP"_kw] >> groups::elements |
                  groups::kind<groups::type::cube>["CUBE"_kw] >> groups::elements |
                  groups::kind<groups::type::sets>["GROUPING SETS"_kw] >>
                      bracketed(several(at<&ast::grouping::elements>[group_item])))
HELIOS_DEFINE(group_item,
              ahead[open >> close | ("ROLLUP"_kw | "CUBE"_kw) >> open | "GROUPING SETS"_kw] >>
                      grouping_set |
                  expression)

HELIOS_VALUE(window_definition, ast::window_definition);
HELIOS_DEFINE(window_definition, at<&ast::window_definition::name>[name] >> "AS"_kw >>
                                     at<&ast::window_definition::window>[window_value])

HELIOS_NODE(select, ast::select);
HELIOS_DEFINE(select, "SELECT"_kw >>
                          (flag<&ast::select::distinct>["DISTINCT"_kw] >>
                               -("ON"_kw >> at<&ast::select::distinct_on>[expression_list]) >>
                               at<&ast::select::targets>[targets] |
                           -"ALL"_kw >> -at<&ast::select::targets>[targets]) >>
                          -("FROM"_kw >> at<&ast::select::from>[from_list]) >>
                          -("WHERE"_kw >> at<&ast::select::where>[expression]) >>
                          -(ahead[times::begins] >> at<&ast::select::time>[period]) >>
                          -("GROUP BY"_kw >>
                            -(flag<&ast::select::group_distinct>["DISTINCT"_kw] | "ALL"_kw) >>
                            several(at<&ast::select::group_by>[group_item])) >>
                          -("HAVING"_kw >> at<&ast::select::having>[expression]) >>
                          -("WINDOW"_kw >> several(at<&ast::select::windows>[window_definition])))
HELIOS_NODE(values, ast::values);
HELIOS_DEFINE(values, "VALUES"_kw >> several(at<&ast::values::rows>[expression_list]))

// TABLE t is SELECT * FROM t.
HELIOS_NODE(table_query, ast::select);
HELIOS_NODE(plain_table, ast::table);
HELIOS_VALUE(all_targets, ast::target);
HELIOS_DEFINE(plain_table, -flag<&ast::table::only>["ONLY"_kw] >> at<&ast::table::name>[any_name])
HELIOS_NODE(implied_star, ast::star);
HELIOS_DEFINE(implied_star, nothing)
HELIOS_DEFINE(all_targets, at<&ast::target::value>[implied_star])
HELIOS_DEFINE(table_query, "TABLE"_kw >> at<&ast::select::targets>[all_targets] >>
                               at<&ast::select::from>[plain_table])

// ---- what may follow any query ------------------------------------------------------------------

HELIOS_VALUE(limit_count, ast::ref<ast::expression>);
HELIOS_NODE(no_limit, ast::literal);
HELIOS_DEFINE(no_limit, "ALL"_kw)
HELIOS_DEFINE(limit_count, no_limit | expression)
HELIOS_VALUE(fetch_count, ast::ref<ast::expression>);
HELIOS_NODE(one_row, ast::literal);
struct digit_one : leaf<digit_one> {
  bool parse(iterator&, iterator const&, context const&, ast::literal& place, auto&) const {
    place.what = ast::literal::type::integer;
    place.text = "1";
    return true;
  }
};
HELIOS_DEFINE(one_row, digit_one{})
HELIOS_DEFINE(fetch_count, ahead["ROW"_kw | "ROWS"_kw] >> one_row | operators(strength::none))
HELIOS_VALUE(locking, ast::locking);
namespace locks {
using ast::locking;
template <locking::strength How>
inline constexpr auto how = is<&locking::how, How>;
template <locking::wait How>
inline constexpr auto waits = is<&locking::waiting, How>;
using strength = locking::strength;
using wait = locking::wait;
}  // namespace locks
HELIOS_DEFINE(locking, (locks::how<locks::strength::update>["FOR UPDATE"_kw] |
                        locks::how<locks::strength::no_key_update>["FOR NO KEY UPDATE"_kw] |
                        locks::how<locks::strength::share>["FOR SHARE"_kw] |
                        locks::how<locks::strength::key_share>["FOR KEY SHARE"_kw]) >>
                           -("OF"_kw >> several(at<&ast::locking::tables>[any_name])) >>
                           -(locks::waits<locks::wait::nowait>["NOWAIT"_kw] |
                             locks::waits<locks::wait::skip_locked>["SKIP LOCKED"_kw]))

HELIOS_VALUE(query_tail, ast::query_tail);
namespace tails {
using ast::query_tail;
inline constexpr auto rows = "ROW"_kw | "ROWS"_kw;
inline constexpr auto limit =
    "LIMIT"_kw >> at<&query_tail::limit>[limit_count] |
    "FETCH"_kw >> ("FIRST"_kw | "NEXT"_kw) >> at<&query_tail::limit>[fetch_count] >> rows >>
        ("ONLY"_kw | flag<&query_tail::with_ties>["WITH TIES"_kw]);
inline constexpr auto offset = "OFFSET"_kw >> at<&query_tail::offset>[expression] >> -rows;
}  // namespace tails
HELIOS_DEFINE(query_tail, -at<&ast::query_tail::order>[order_by] >>
                              *at<&ast::query_tail::locks>[locking] >>
                              -(tails::limit >> -tails::offset | tails::offset >> -tails::limit) >>
                              *at<&ast::query_tail::locks>[locking])

// ---- WITH and set operations --------------------------------------------------------------------

HELIOS_VALUE(common_table, ast::common_table);
HELIOS_DEFINE(
    common_table,
    at<&ast::common_table::name>[name] >> -at<&ast::common_table::columns>[names] >> "AS"_kw >>
        -(is<&ast::common_table::how, ast::common_table::materialize::yes>["MATERIALIZED"_kw] |
          is<&ast::common_table::how, ast::common_table::materialize::no>["NOT MATERIALIZED"_kw]) >>
        open >> at<&ast::common_table::body>[change] >> close)
HELIOS_DEFINE(with_clause, "WITH"_kw >> -flag<&ast::with_clause::recursive>["RECURSIVE"_kw] >>
                               several(at<&ast::with_clause::tables>[common_table]))
HELIOS_VALUE(simple_query, ast::ref<ast::query>);
HELIOS_DEFINE(simple_query, select | values | table_query | query_in_brackets)

namespace queries {

[[nodiscard]] inline int binds(token_kind kind) noexcept {
  if (kind == token_kind::kw_intersect) return 2;
  return kind == token_kind::kw_union || kind == token_kind::kw_except ? 1 : 0;
}

// INTERSECT binds tighter than UNION and EXCEPT; all bind to the left.
inline bool climb(iterator& f, iterator const& l, context c, int floor, ast::ref<ast::query>& out) {
  using type = ast::set_operation::type;
  std::uint32_t const outer = std::exchange(c->height, 0);
  if (!simple_query_rule::parse(f, l, c, out)) return false;
  for (int strength = binds(f->kind); strength != 0 && strength >= floor;
       strength = binds(f->kind)) {
    iterator const at = f++;
    auto* const node = c->memory.make<ast::set_operation>();
    node->at.offset = at->offset;
    node->what = strength == 2                      ? type::intersect
                 : at->kind == token_kind::kw_union ? type::unite
                                                    : type::except;
    if (f->kind == token_kind::kw_all)
      node->all = true, ++f;
    else if (f->kind == token_kind::kw_distinct)
      ++f;
    node->left = out;
    std::uint32_t const left = std::exchange(c->height, 0);
    if (!climb(f, l, c, strength + 1, node->right)) return false;
    c->height = std::max(c->height, left);
    grown(c, at, 0);
    out = node;
  }
  c->height = std::max(c->height, outer);
  return true;
}

inline void once(context c, iterator at, bool again, char const* message) {
  if (again) throw error(errc::syntax_error, message).at(character_position(c->text, at->offset));
}

// A query in brackets may be the whole query: then what follows it belongs to it, and nothing may
// come twice.
inline void attach(context c, iterator at, ast::query& to, ast::query_tail const& tail) {
  once(c, at, !to.tail.order.empty() && !tail.order.empty(),
       "multiple ORDER BY clauses not allowed");
  once(c, at, to.tail.offset && tail.offset, "multiple OFFSET clauses not allowed");
  once(c, at, to.tail.limit && tail.limit, "multiple LIMIT clauses not allowed");
  if (!tail.order.empty()) to.tail.order = tail.order;
  if (tail.offset) to.tail.offset = tail.offset;
  if (tail.limit) to.tail.limit = tail.limit, to.tail.with_ties = tail.with_ties;
  for (ast::locking const& lock : tail.locks) to.tail.locks.append(c->memory, lock);
}
inline void attach(context c, iterator at, ast::with_statement& to, ast::with_clause const& with) {
  if (with.tables.empty()) return;
  once(c, at, !to.with.tables.empty(), "multiple WITH clauses not allowed");
  to.with = with;
  to.at.offset = at->offset;
}

inline bool body(iterator& f, iterator const& l, context c, ast::ref<ast::query>& out) {
  if (!climb(f, l, c, 1, out)) return false;
  iterator const at = f;
  ast::query_tail tail;
  if (!query_tail_rule::parse(f, l, c, tail)) return false;
  if (f != at) attach(c, at, *out.unlocked(), tail);
  return true;
}
[[nodiscard]] inline bool begins(iterator f) noexcept {
  return f->kind == token_kind::kw_select || f->kind == token_kind::kw_values ||
         f->kind == token_kind::kw_table || f->kind == token_kind::open_query ||
         f->kind == token_kind::open;
}

}  // namespace queries

bool query_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  nested const level(c, f);
  iterator const begin = f;
  ast::with_clause with;
  if (f->kind == token_kind::kw_with && !with_clause_rule::parse(f, l, c, with)) return false;
  if (!queries::body(f, l, c, v)) return false;
  queries::attach(c, begin, *v.unlocked(), with);
  return true;
}
HELIOS_DEFINE(query_in_brackets, open >> query >> close)

// WITH is read once, whatever statement it turns out to begin.
HELIOS_VALUE(row_change, ast::ref<ast::with_statement>);
HELIOS_DEFINE(row_change, insert | update | delete_ | merge)
bool change_rule::parse(iterator& f, iterator const& l, context const& c, value& v) {
  nested const level(c, f);
  iterator const begin = f;
  ast::with_clause with;
  if (f->kind == token_kind::kw_with && !with_clause_rule::parse(f, l, c, with)) return false;
  ast::ref<ast::with_statement> found;
  if (queries::begins(f)) {
    ast::ref<ast::query> q;
    if (!queries::body(f, l, c, q)) return false;
    found = q;
  } else if (!row_change_rule::parse(f, l, c, found)) {
    fail_at(c, f, token_kind::kw_select);
    return fail_at(c, f, token_kind::kw_values);
  }
  queries::attach(c, begin, *found.unlocked(), with);
  v = found;
  return true;
}

}  // namespace helios::sql::grammar
