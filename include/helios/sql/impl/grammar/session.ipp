// helios/sql/impl/grammar/session.ipp -- transactions, settings, prepared statements, maintenance,
// branches, tags; and what a statement is.
//
// Source    PostgreSQL 15's manual, reference of SQL commands; PRAGMA is SQLite's; branches and
//           tags are ours
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>

namespace helios::sql::grammar {

// ---- transactions -------------------------------------------------------------------------------

namespace modes {
using ast::transaction_modes;
using level = transaction_modes::level;
using choice = transaction_modes::choice;
template <level Level>
inline constexpr auto isolation = is<&transaction_modes::isolation, Level>;
template <choice Choice>
inline constexpr auto read_only = is<&transaction_modes::read_only, Choice>;
template <choice Choice>
inline constexpr auto deferrable = is<&transaction_modes::deferrable, Choice>;
}  // namespace modes
HELIOS_PART(transaction_mode, ast::transaction_modes);
HELIOS_DEFINE(transaction_mode,
              "ISOLATION LEVEL"_kw >>
                      (modes::isolation<modes::level::serializable>["SERIALIZABLE"_kw] |
                       modes::isolation<modes::level::repeatable_read>["REPEATABLE READ"_kw] |
                       modes::isolation<modes::level::read_committed>["READ COMMITTED"_kw] |
                       modes::isolation<modes::level::read_uncommitted>["READ UNCOMMITTED"_kw]) |
                  modes::read_only<modes::choice::yes>["READ ONLY"_kw] |
                  modes::read_only<modes::choice::no>["READ WRITE"_kw] |
                  modes::deferrable<modes::choice::yes>["DEFERRABLE"_kw] |
                  modes::deferrable<modes::choice::no>["NOT DEFERRABLE"_kw])
HELIOS_VALUE(transaction_modes, ast::transaction_modes);
HELIOS_DEFINE(transaction_modes, transaction_mode >> *(-comma >> transaction_mode))

namespace transactions {
using ast::end;
using ast::savepoint;
template <end::type What>
inline constexpr auto ends = is<&end::what, What>;
template <savepoint::type What>
inline constexpr auto mark = is<&savepoint::what, What>;
inline constexpr auto words = -("WORK"_kw | "TRANSACTION"_kw);
inline constexpr auto chain = -("AND"_kw >> ("NO CHAIN"_kw | flag<&end::chain>["CHAIN"_kw]));
}  // namespace transactions
HELIOS_NODE(begin_transaction, ast::begin);
HELIOS_DEFINE(begin_transaction, ("START TRANSACTION"_kw | "BEGIN"_kw >> transactions::words) >>
                                     -at<&ast::begin::modes>[transaction_modes])
HELIOS_NODE(end_transaction, ast::end);
HELIOS_DEFINE(end_transaction,
              (transactions::ends<ast::end::type::commit>["COMMIT"_kw | "END"_kw] |
               transactions::ends<ast::end::type::rollback>["ROLLBACK"_kw | "ABORT"_kw]) >>
                  transactions::words >> transactions::chain)
HELIOS_NODE(savepoint, ast::savepoint);
HELIOS_DEFINE(
    savepoint,
    (transactions::mark<ast::savepoint::type::set>["SAVEPOINT"_kw] |
     transactions::mark<ast::savepoint::type::release>["RELEASE"_kw >> -"SAVEPOINT"_kw] |
     transactions::mark<ast::savepoint::type::rollback_to>["ROLLBACK"_kw >> transactions::words >>
                                                           "TO"_kw >> -"SAVEPOINT"_kw]) >>
        at<&ast::savepoint::name>[name])

// ---- settings -----------------------------------------------------------------------------------

HELIOS_NODE(set, ast::set);
HELIOS_VALUE(setting_value, ast::ref<ast::expression>);
HELIOS_NODE(truth_word, ast::literal);
HELIOS_NODE(setting_word, ast::column);
HELIOS_DEFINE(truth_word, is<&ast::literal::what, ast::literal::type::true_>["TRUE"_kw] |
                              is<&ast::literal::what, ast::literal::type::false_>["FALSE"_kw])
HELIOS_DEFINE(setting_word, at<&ast::column::parts>[nonreserved | ahead["ON"_kw] >> label])
HELIOS_DEFINE(setting_value, number | string_literal | truth_word | setting_word)
HELIOS_VALUE(zone_value, ast::ref<ast::expression>);
/// SET TIME ZONE is SET timezone, and so on: the setting's name where the statement says it
/// otherwise.
template <std::size_t N>
struct setting_name : leaf<setting_name<N>> {
  char text[N]{};
  consteval explicit setting_name(char const (&literal)[N]) {
    std::copy(literal, literal + N, text);
  }
  bool parse(iterator&, iterator const&, context const& c, ast::list<ast::name>& place,
             auto&) const {
    place.append(c->memory, {c->memory.copy(std::string_view(text, N - 1))});
    return true;
  }
};
HELIOS_DEFINE(zone_value, interval_literal | unless["INTERVAL"_kw] >> setting_value)
namespace settings {
using ast::set;
inline constexpr auto values = at<&set::values>[setting_value] % comma;
inline constexpr auto to = ("TO"_kw | equal_sign) >> ("DEFAULT"_kw | values);
}  // namespace settings
HELIOS_DEFINE(set, "SET"_kw >> -(ahead["LOCAL"_kw >> any_word(label)] >>
                                     is<&ast::set::where, ast::set::scope::local>["LOCAL"_kw] |
                                 ahead["SESSION"_kw >> any_word(label)] >> "SESSION"_kw) >>
                       ("TIME ZONE"_kw >> at<&ast::set::setting>[setting_name("timezone")] >>
                            ("DEFAULT"_kw | "LOCAL"_kw | at<&ast::set::values>[zone_value]) |
                        "SCHEMA"_kw >> at<&ast::set::setting>[setting_name("search_path")] >>
                            at<&ast::set::values>[string_literal] |
                        "NAMES"_kw >> at<&ast::set::setting>[setting_name("client_encoding")] >>
                            ("DEFAULT"_kw | at<&ast::set::values>[string_literal] | nothing) |
                        "ROLE"_kw >> at<&ast::set::setting>[setting_name("role")] >>
                            at<&ast::set::values>[setting_value] |
                        at<&ast::set::setting>[dotted] >>
                            (settings::to | flag<&ast::set::from_current>["FROM CURRENT"_kw])))
HELIOS_NODE(set_transaction, ast::set_transaction);
HELIOS_DEFINE(
    set_transaction,
    "SET"_kw >>
        ("TRANSACTION"_kw >> ("SNAPSHOT"_kw >> at<&ast::set_transaction::snapshot>[string_literal] |
                              at<&ast::set_transaction::modes>[transaction_modes]) |
         flag<&ast::set_transaction::session>["SESSION CHARACTERISTICS AS TRANSACTION"_kw] >>
             at<&ast::set_transaction::modes>[transaction_modes]))
HELIOS_PART(setting_parts, ast::list<ast::name>);
HELIOS_DEFINE(setting_parts, name % dot)
HELIOS_VALUE(setting, ast::list<ast::name>);
HELIOS_DEFINE(setting,
              "TIME ZONE"_kw >> setting_name("timezone") |
                  "TRANSACTION ISOLATION LEVEL"_kw >> setting_name("transaction_isolation") |
                  "SESSION AUTHORIZATION"_kw >> setting_name("session_authorization") |
                  setting_parts)
HELIOS_NODE(show, ast::show);
HELIOS_DEFINE(show, "SHOW"_kw >> ("ALL"_kw | at<&ast::show::setting>[setting]))
HELIOS_NODE(reset, ast::reset);
HELIOS_DEFINE(reset, "RESET"_kw >> ("ALL"_kw | at<&ast::reset::setting>[setting]))

// ---- prepared statements ------------------------------------------------------------------------

HELIOS_NODE(prepare, ast::prepare);
HELIOS_DEFINE(prepare, "PREPARE"_kw >> at<&ast::prepare::name>[name] >>
                           -bracketed(several(at<&ast::prepare::types>[type])) >> "AS"_kw >>
                           at<&ast::prepare::body>[change])
HELIOS_DEFINE(execute, "EXECUTE"_kw >> at<&ast::execute::name>[name] >>
                           -at<&ast::execute::arguments>[expression_list])
HELIOS_NODE(deallocate, ast::deallocate);
HELIOS_DEFINE(deallocate,
              "DEALLOCATE"_kw >> -"PREPARE"_kw >> ("ALL"_kw | at<&ast::deallocate::name>[name]))

// ---- EXPLAIN, VACUUM and other upkeep -----------------------------------------------------------

// EXPLAIN ANALYZE and EXPLAIN (ANALYZE) are one: a word becomes an option without a value.
HELIOS_VALUE(word_option, ast::option);
struct word_key : leaf<word_key> {
  token_kind a, b;
  constexpr explicit word_key(token_kind first, token_kind second = token_kind::end) noexcept
      : a(first), b(second) {}
  bool parse(iterator& f, iterator const&, context const& c, ast::option& place, auto&) const {
    if (f->kind != a && (b == token_kind::end || f->kind != b)) return fail_at(c, f, a);
    place.key.append(c->memory, {keyword_of(a).text});
    ++f;
    return true;
  }
};
inline constexpr word_key analyze_word{token_kind::kw_analyze, token_kind::kw_analyse};
HELIOS_VALUE(analyze_option, ast::option);
HELIOS_VALUE(verbose_option, ast::option);
HELIOS_VALUE(full_option, ast::option);
HELIOS_VALUE(freeze_option, ast::option);
HELIOS_VALUE(utility_option, ast::option);
HELIOS_DEFINE(analyze_option, analyze_word)
HELIOS_DEFINE(verbose_option, word_key(token_kind::kw_verbose))
HELIOS_DEFINE(full_option, word_key(token_kind::kw_full))
HELIOS_DEFINE(freeze_option, word_key(token_kind::kw_freeze))
HELIOS_DEFINE(utility_option, (analyze_word | at<&ast::option::key>[nonreserved]) >>
                                  -at<&ast::option::value>[setting_value])
HELIOS_VALUE(utility_options, ast::list<ast::option>);
HELIOS_DEFINE(utility_options, bracketed(several(utility_option)))

HELIOS_VALUE(explainable, ast::ref<ast::statement>);
HELIOS_DEFINE(explainable, definition | execute | change)
HELIOS_NODE(explain, ast::explain);
HELIOS_DEFINE(explain, "EXPLAIN"_kw >>
                           (unless[open_query] >> at<&ast::explain::options>[utility_options] |
                            -at<&ast::explain::options>[analyze_option] >>
                                -at<&ast::explain::options>[verbose_option]) >>
                           at<&ast::explain::body>[explainable])
HELIOS_VALUE(vacuum_table, ast::vacuum_table);
HELIOS_DEFINE(vacuum_table,
              at<&ast::vacuum_table::name>[any_name] >> -at<&ast::vacuum_table::columns>[names])
HELIOS_NODE(vacuum, ast::vacuum);
HELIOS_DEFINE(vacuum, "VACUUM"_kw >> (at<&ast::vacuum::options>[utility_options] |
                                      -at<&ast::vacuum::options>[full_option] >>
                                          -at<&ast::vacuum::options>[freeze_option] >>
                                          -at<&ast::vacuum::options>[verbose_option] >>
                                          -at<&ast::vacuum::options>[analyze_option]) >>
                              -several(at<&ast::vacuum::tables>[vacuum_table]) |
                          flag<&ast::vacuum::analyze_only>["ANALYZE"_kw | "ANALYSE"_kw] >>
                              (at<&ast::vacuum::options>[utility_options] |
                               -at<&ast::vacuum::options>[verbose_option]) >>
                              -several(at<&ast::vacuum::tables>[vacuum_table]))
namespace reindexing {
using ast::object_kind;
using ast::reindex;
template <object_kind What>
inline constexpr auto what = is<&reindex::what, What>;
}  // namespace reindexing
HELIOS_NODE(reindex, ast::reindex);
HELIOS_DEFINE(reindex,
              "REINDEX"_kw >> -at<&ast::reindex::options>[utility_options] >>
                  (reindexing::what<ast::object_kind::index>["INDEX"_kw] |
                   reindexing::what<ast::object_kind::table>["TABLE"_kw] |
                   reindexing::what<ast::object_kind::schema>["SCHEMA"_kw] |
                   ahead["DATABASE"_kw | "SYSTEM"_kw]) >>
                  (reindexing::what<ast::object_kind::database>["DATABASE"_kw | "SYSTEM"_kw] >>
                       -flag<&ast::reindex::concurrently>["CONCURRENTLY"_kw] >>
                       -at<&ast::reindex::name>[any_name] |
                   -flag<&ast::reindex::concurrently>["CONCURRENTLY"_kw] >>
                       at<&ast::reindex::name>[any_name]))
HELIOS_NODE(pragma, ast::pragma);
HELIOS_DEFINE(pragma, "PRAGMA"_kw >> at<&ast::pragma::name>[any_name] >>
                          -(equal_sign >> at<&ast::pragma::value>[setting_value] |
                            open >> at<&ast::pragma::value>[setting_value] >> close))
HELIOS_NODE(do_, ast::do_);
HELIOS_DEFINE(do_, "DO"_kw >> -("LANGUAGE"_kw >> at<&ast::do_::language>[nonreserved]) >>
                       at<&ast::do_::body>[text] >>
                       -("LANGUAGE"_kw >> at<&ast::do_::language>[nonreserved]))
HELIOS_NODE(backup, ast::backup);
HELIOS_DEFINE(backup, ("BACKUP TO"_kw | flag<&ast::backup::restore>["RESTORE FROM"_kw]) >>
                          at<&ast::backup::place>[text])
HELIOS_NODE(checkpoint, ast::checkpoint);
HELIOS_DEFINE(checkpoint, "CHECKPOINT"_kw)

// ---- branches and tags --------------------------------------------------------------------------

/// dev, "any text", 'any text', and unquoted dev-20251121, staging-v2.1: one name although it is
/// many tokens.
struct branch_name_parser : leaf<branch_name_parser> {
  HELIOS_DECL static bool read(iterator& f, context c, ast::name& out);
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    ast::name v;
    if (!read(f, c, v)) return false;
    store(c, place, v);
    return true;
  }
};
inline constexpr branch_name_parser branch_name{};

bool branch_name_parser::read(iterator& f, context c, ast::name& out) {
  if (f->kind == token_kind::string) {
    out = {decode_string(c, *f)};
    if (out.empty()) return fail_at(c, f, expected::name);  // as "" is none
    ++f;
    return true;
  }
  if ((f->classes & nonreserved.classes) == 0) return fail_at(c, f, expected::name);
  if (c->text[f->offset] == '"' || (f->decode && c->text[f->end() - 1] == '"'))
    return out = decode_name(c, *f++), true;
  // As far as letters and digits go on, over - and . between them; -- begins a comment.
  std::size_t const begin = f->offset;
  std::size_t end = f->end();
  for (std::size_t p = end; p < c->text.size();) {
    if (continues_name(c->text[p]))
      end = ++p;
    else if ((c->text[p] == '-' || c->text[p] == '.') && p == end)
      ++p;
    else
      break;
  }
  while (f->kind != token_kind::end && f->offset < end) ++f;
  auto* const folded = static_cast<char*>(c->memory.allocate(end - begin, 1));
  for (std::size_t i = begin; i != end; ++i) folded[i - begin] = to_lower(c->text[i]);
  out = {{folded, end - begin}};
  return true;
}

namespace branches {
inline constexpr auto branch = -"DATABASE"_kw >> "BRANCH"_kw;
}  // namespace branches
HELIOS_VALUE(branch_options, ast::list<ast::option>);
HELIOS_DEFINE(branch_options, "WITH"_kw >> (ahead[open] >> options | several(option)))
HELIOS_NODE(create_branch, ast::create_branch);
HELIOS_DEFINE(create_branch,
              "CREATE"_kw >> branches::branch >>
                  -flag<&ast::create_branch::if_not_exists>["IF NOT EXISTS"_kw] >>
                  at<&ast::create_branch::name>[branch_name] >>
                  *(("FROM"_kw | "PARENT"_kw) >>
                        ("CURRENT"_kw | at<&ast::create_branch::parent>[branch_name]) |
                    "AS OF"_kw >> at<&ast::create_branch::when>[moment]) >>
                  -at<&ast::create_branch::options>[branch_options])
HELIOS_NODE(drop_branch, ast::drop_branch);
HELIOS_DEFINE(drop_branch, "DROP"_kw >> branches::branch >>
                               -flag<&ast::drop_branch::if_exists>["IF EXISTS"_kw] >>
                               at<&ast::drop_branch::name>[branch_name] >>
                               -flag<&ast::drop_branch::force>["FORCE"_kw])
HELIOS_NODE(merge_branch, ast::merge_branch);
HELIOS_DEFINE(merge_branch,
              "MERGE"_kw >> branches::branch >> at<&ast::merge_branch::source>[branch_name] >>
                  -("INTO"_kw >> ("CURRENT"_kw | at<&ast::merge_branch::target>[branch_name])) >>
                  -at<&ast::merge_branch::options>[branch_options])
namespace branches {
template <ast::alter_branch::type What>
inline constexpr auto alters = is<&ast::alter_branch::what, What>;
using type = ast::alter_branch::type;
}  // namespace branches
HELIOS_NODE(alter_branch, ast::alter_branch);
HELIOS_DEFINE(alter_branch, "ALTER"_kw >> branches::branch >>
                                at<&ast::alter_branch::name>[branch_name] >>
                                (branches::alters<branches::type::rename>["RENAME TO"_kw] >>
                                     at<&ast::alter_branch::new_name>[branch_name] |
                                 branches::alters<branches::type::reset>["RESET TO"_kw] >>
                                     at<&ast::alter_branch::when>[moment] |
                                 branches::alters<branches::type::set_options>["SET"_kw] >>
                                     at<&ast::alter_branch::options>[options]))
HELIOS_NODE(use_branch, ast::use_branch);
HELIOS_DEFINE(use_branch, "USE"_kw >> branches::branch >> at<&ast::use_branch::name>[branch_name])
HELIOS_NODE(show_branches, ast::show_branches);
HELIOS_DEFINE(show_branches, "SHOW"_kw >> -"DATABASE"_kw >> "BRANCHES"_kw)
HELIOS_NODE(create_tag, ast::create_tag);
HELIOS_DEFINE(create_tag, "CREATE TAG"_kw >>
                              -flag<&ast::create_tag::if_not_exists>["IF NOT EXISTS"_kw] >>
                              at<&ast::create_tag::name>[branch_name] >>
                              *(("ON BRANCH"_kw | "FROM"_kw) >>
                                    ("CURRENT"_kw | at<&ast::create_tag::branch>[branch_name]) |
                                "AS OF"_kw >> at<&ast::create_tag::when>[moment]))
HELIOS_NODE(drop_tag, ast::drop_tag);
HELIOS_DEFINE(drop_tag, "DROP TAG"_kw >> -flag<&ast::drop_tag::if_exists>["IF EXISTS"_kw] >>
                            at<&ast::drop_tag::name>[branch_name])

// ---- a statement --------------------------------------------------------------------------------

HELIOS_DEFINE(branch_statement,
              ahead["CREATE"_kw >> branches::branch] >> create_branch |
                  ahead["DROP"_kw >> branches::branch] >> drop_branch |
                  ahead["ALTER"_kw >> branches::branch] >> alter_branch |
                  ahead["MERGE"_kw >> branches::branch] >> merge_branch |
                  ahead["SHOW"_kw >> -"DATABASE"_kw >> "BRANCHES"_kw] >> show_branches |
                  use_branch | ahead["CREATE TAG"_kw] >> create_tag |
                  ahead["DROP TAG"_kw] >> drop_tag)
HELIOS_DEFINE(session, begin_transaction |
                           ahead["ROLLBACK"_kw >> transactions::words >> "TO"_kw] >> savepoint |
                           end_transaction | savepoint |
                           ahead["SET TRANSACTION"_kw | "SET SESSION CHARACTERISTICS"_kw] >>
                               set_transaction |
                           set | show | reset | prepare | execute | deallocate | explain | vacuum |
                           reindex | pragma | do_ | backup | checkpoint)
HELIOS_DEFINE(statement, change | branch_statement | definition | truncate | copy | session)

}  // namespace helios::sql::grammar
