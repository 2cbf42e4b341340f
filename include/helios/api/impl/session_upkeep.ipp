// helios/api/impl/session_upkeep.ipp -- VACUUM, ANALYZE, REINDEX, PRAGMA, BACKUP, CHECKPOINT.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/control_words.hpp>
#include <helios/api/impl/pragma.hpp>
#include <helios/api/impl/retention.hpp>
#include <helios/api/impl/setting_syntax.hpp>
#include <helios/api/impl/setting_text.hpp>
#include <helios/api/impl/streams.hpp>
#include <helios/catalog/integrity.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace helios::api::detail {

namespace upkeep {

/// What options of VACUUM and ANALYZE wish for.
struct vacuum_wishes {
  std::optional<std::uint32_t> days;
  std::optional<scn> since;
};

/// PostgreSQL's tell how it is to go about its tables: here there is one way, of the whole file.
[[nodiscard]] inline bool tunes(std::string_view option, bool analyze_only) {
  static constexpr std::string_view both[] = {"verbose", "skip_locked", "buffer_usage_limit"};
  static constexpr std::string_view of_vacuum[] = {
      "full",          "freeze",       "analyze",       "disable_page_skipping",
      "index_cleanup", "process_main", "process_toast", "truncate",
      "parallel"};
  return std::ranges::find(both, option) != std::end(both) ||
         (!analyze_only && std::ranges::find(of_vacuum, option) != std::end(of_vacuum));
}

[[nodiscard]] inline vacuum_wishes wishes_of(sql::ast::vacuum const& tree, std::string_view text) {
  vacuum_wishes wishes;
  for (sql::ast::option const& o : tree.options) {
    std::string const name = lower(setting::dotted(o.key));
    if (tunes(name, tree.analyze_only)) continue;
    bool const days = name == "retention_days" || name == "snapshot_retention_days";
    if (tree.analyze_only || (!days && name != "keep_from_scn")) {
      throw error(errc::syntax_error, std::string("unrecognized ") +
                                          (tree.analyze_only ? "ANALYZE" : "VACUUM") +
                                          " option \"" + name + "\"");
    }
    auto const n = o.value ? number_in(setting::text_of(*o.value, text)) : std::nullopt;
    if (!n || *n < 0 || (days && *n > std::numeric_limits<std::uint32_t>::max())) {
      throw error(errc::invalid_parameter_value, name + " takes a number that is not negative");
    }
    if (days)
      wishes.days = static_cast<std::uint32_t>(*n);
    else
      wishes.since = scn{static_cast<std::uint64_t>(*n)};
  }
  return wishes;
}

}  // namespace upkeep

/// Row counts are part of every tree's root, so there is nothing to gather: names are looked up.
/// There is one file: VACUUM of a table is VACUUM of all of them.
outcome session_state::vacuum(request const& r, sql::ast::vacuum const& tree) {
  if (!tree.analyze_only) refuse_inside_transaction("VACUUM");
  upkeep::vacuum_wishes const wishes = upkeep::wishes_of(tree, r.what->whole_text());
  std::shared_ptr<statement_run> const run = begin_reading(r);
  for (sql::ast::vacuum_table const& t : tree.tables) {
    catalog::table_ptr const table = run->from.table(t.name);
    for (sql::ast::name const& column : t.columns) static_cast<void>(table->column_at(column.text));
  }
  if (tree.analyze_only) return control::tagged("ANALYZE");
  refuse_writing("VACUUM");
  history::vacuum_options how =
      helios::detail::keep_days(*in_->engine, wishes.days ? wishes.days : in_->retention_days);
  if (wishes.since) how.keep = *wishes.since;
  how.progress = [&](std::uint64_t done, std::uint64_t) {
    run->run.check();
    return !run->progress || run->progress(done);
  };
  in_->engine->vacuum(how);
  return control::tagged("VACUUM");
}

/// An index is changed by the commits that change its rows and holds nothing that is dead: what is
/// left to do is to make sure.
outcome session_state::reindex(request const& r, sql::ast::reindex const& tree) {
  using what = sql::ast::object_kind;
  std::shared_ptr<statement_run> const run = begin_reading(r);
  std::optional<catalog::object_id> only;
  if (tree.what == what::table) only = run->from.table(tree.name)->id;
  if (tree.what == what::index) only = run->from.table_of_index(tree.name)->id;
  refuse_writing("REINDEX");
  if (!tree.concurrently && tree.what == what::database)
    refuse_inside_transaction("REINDEX DATABASE");
  sql::stored_expressions expressions(run->run.session);
  for (catalog::integrity_problem const& p : catalog::integrity_check(
           run->from.at().version->root(), in_->engine->space(), in_->definitions, &expressions)) {
    if (only && p.table != *only) continue;
    throw error(errc::data_corrupted, "\"" + p.name + "\" is damaged").detail(p.text);
  }
  return control::tagged("REINDEX");
}

outcome session_state::pragma(request const& r, sql::ast::pragma const& tree) {
  std::shared_ptr<statement_run> const run = begin_reading(r);
  std::string const name = lower(tree.name.object().text);
  std::string value;
  if (tree.value) value = setting::text_of(*tree.value, r.what->whole_text());
  if (name == "table_info") return pragmas::table_info(pragmas::table(*run, value));
  if (name == "index_list") return pragmas::index_list(pragmas::table(*run, value));
  if (name == "foreign_key_list")
    return pragmas::foreign_key_list(run->from.catalog(0), pragmas::table(*run, value));
  if (name == "foreign_keys") {
    // They are always looked at.
    if (tree.value && truth_in(value) != true)
      throw error(errc::feature_not_supported, "foreign keys cannot be switched off");
    if (tree.value) return control::tagged("PRAGMA");
    return value_rows("PRAGMA", {{"foreign_keys", types::type_id::int4}},
                      {{types::value(std::int32_t{1})}});
  }
  if (name == "integrity_check") {
    in_->engine->check();
    sql::stored_expressions expressions(run->run.session);
    std::vector<std::vector<std::string>> rows;
    for (catalog::integrity_problem const& p : catalog::integrity_check(
             run->from.at().version->root(), in_->engine->space(), in_->definitions, &expressions))
      rows.push_back({p.name + ": " + p.text});
    if (rows.empty()) rows.push_back({"ok"});
    return text_rows("PRAGMA", {"integrity_check"}, rows);
  }
  throw error(errc::feature_not_supported, "PRAGMA " + name + " is not supported");
}

outcome session_state::backup(request const& r, sql::ast::backup const& tree) {
  if (tree.restore)
    throw error(errc::feature_not_supported, "RESTORE is not supported")
        .hint("A backup is a database: open it.");
  refuse_inside_transaction("BACKUP");
  std::shared_ptr<statement_run> const run = begin_reading(r);
  in_->engine->backup(std::string(tree.place), [&](std::uint64_t done, std::uint64_t) {
    run->run.check();
    return !run->progress || run->progress(done);
  });
  return control::tagged("BACKUP");
}

/// Of what has been committed. A transaction that is open here, too, only goes on.
outcome session_state::checkpoint() {
  in_->engine->checkpoint();
  return control::tagged("CHECKPOINT");
}

}  // namespace helios::api::detail
