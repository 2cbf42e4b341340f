// helios/api/impl/session_upkeep.ipp -- VACUUM, ANALYZE, REINDEX, PRAGMA, BACKUP.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/control_words.hpp>
#include <helios/api/impl/pragma.hpp>
#include <helios/api/impl/setting_syntax.hpp>
#include <helios/api/impl/setting_text.hpp>
#include <helios/api/impl/streams.hpp>
#include <helios/catalog/integrity.hpp>

namespace helios::api::detail {

/// Row counts are part of every tree's root, so there is nothing to gather: names are looked up.
outcome session_state::vacuum(request const& r, sql::ast::vacuum const& tree) {
  if (!tree.analyze_only) refuse_inside_transaction("VACUUM");
  std::shared_ptr<statement_run> const run = begin_reading(r);
  for (sql::ast::vacuum_table const& t : tree.tables) {
    catalog::table_ptr const table = run->from.table(t.name);
    for (sql::ast::name const& column : t.columns) static_cast<void>(table->column_at(column.text));
  }
  if (tree.analyze_only) return control::tagged("ANALYZE");
  refuse_writing("VACUUM");
  throw error(errc::feature_not_supported, "VACUUM is not supported yet");
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

}  // namespace helios::api::detail
