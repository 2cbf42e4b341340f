// helios/api/impl/system_tables/history_tables.ipp -- branches, tags, commits, differences,
// storage, settings.
#pragma once

#include <helios/api/impl/system_tables/table_list.hpp>

#include <helios/api/impl/conflict_rows.hpp>
#include <helios/api/impl/read_point.hpp>
#include <helios/api/impl/row_text.hpp>
#include <helios/catalog/integrity.hpp>
#include <helios/catalog/merge_rules.hpp>
#include <helios/history/diff.hpp>
#include <helios/sql/stored_expressions.hpp>

#include <set>

namespace helios::api::detail {

using history::branch_info;
using types::type_id;
using types::value;

/// Bytes of a state's leaves; those of runs in `shared` do not count.
class state_size {
 public:
  explicit state_size(storage::tree_space& space) noexcept : space_(&space) {}

  void share(storage::version_ptr const& state) {
    storage::each_tree(state->root(), *space_, [&](tree_id, storage::tree const& t) {
      trees_.insert(storage::identity(t.root().ref));
      each_leaf(t, [&](storage::leaf_view const& leaf) {
        runs_.insert(storage::identity(leaf.base_ref()));
        if (leaf.cold()) runs_.insert(storage::identity(leaf.cold_ref()));
      });
    });
  }
  [[nodiscard]] std::uint64_t of(storage::version_ptr const& state) const {
    std::uint64_t bytes = 0;
    storage::each_tree(state->root(), *space_, [&](tree_id, storage::tree const& t) {
      if (trees_.contains(storage::identity(t.root().ref))) return;
      each_leaf(t, [&](storage::leaf_view const& leaf) {
        if (leaf.base_rows() != 0 && !runs_.contains(storage::identity(leaf.base_ref())))
          bytes += leaf.base().bytes_used();
        if (leaf.cold() && !runs_.contains(storage::identity(leaf.cold_ref())))
          bytes += leaf.cold().bytes_used();
        bytes += leaf.arena_bytes();
      });
    });
    return bytes;
  }

 private:
  template <class F>
  static void each_leaf(storage::tree const& t, F&& visit) {
    storage::cursor at(t);
    while (at.next_leaf()) visit(at.leaf());
  }
  storage::tree_space* space_;
  std::set<std::uint64_t> trees_, runs_;
};

[[nodiscard]] inline system_rows branch_rows(system_state const& of, arguments given) {
  expect_arguments("pg_database_branches", given, 0, 0);
  history::engine& engine = *of.in->engine;
  std::vector<branch_info> const all = engine.branches();
  system_rows rows;
  for (branch_info const& b : all) {
    auto const parent = std::find_if(all.begin(), all.end(), [&](branch_info const& p) {
      return p.id == b.parent && p.id != b.id;
    });
    bool const root = b.parent == b.id;
    storage::version_ptr const head = engine.head(b.id);
    state_size all_bytes(engine.space()), own(engine.space());
    if (!root) own.share(engine.as_of(b.parent, b.forked_at));
    std::uint64_t const size = all_bytes.of(head);
    std::string options;
    for (auto const& [name, setting] : b.options)
      options += (options.empty() ? "" : ", ") + name + " = " + setting;
    rows.push_back({text(b.name), number(raw(b.id)),
                    parent == all.end() ? value() : text(parent->name),
                    root ? value() : number(raw(b.parent)), value(types::from_unix(b.created)),
                    root ? value() : number(raw(b.forked_at)), number(raw(b.last)), number(size),
                    value(static_cast<double>(size) / (1024.0 * 1024.0)), number(own.of(head)),
                    text("active"), value(b.id == of.branch), text(options)});
  }
  return rows;
}

[[nodiscard]] inline system_rows tag_rows(system_state const& of, arguments given) {
  expect_arguments("helios_tags", given, 0, 0);
  system_rows rows;
  for (history::tag_info const& t : of.in->engine->tags())
    rows.push_back({text(t.name), text(branch_name(*of.in->engine, t.branch)), number(raw(t.at)),
                    value(types::from_unix(t.created))});
  return rows;
}

[[nodiscard]] inline system_rows commit_rows(system_state const& of, arguments given) {
  expect_arguments("helios_commits", given, 0, 1);
  history::engine& engine = *of.in->engine;
  std::vector<branch_info> const all = engine.branches();
  system_rows rows;
  auto const list = [&](branch_info const& b, scn to) {
    engine.each_commit(b.id, b.parent == b.id ? scn{} : b.forked_at, to,
                       [&](history::commit_info const& c, storage::commit_record const& record) {
                         rows.push_back({number(raw(c.at)), value(types::from_unix(c.time)),
                                         number(raw(c.transaction)), text(b.name),
                                         text(record.author), text(record.message),
                                         record.merged ? number(raw(record.merged->at)) : value()});
                       });
  };
  if (given.empty()) {
    for (branch_info const& b : all) list(b, engine.head(b.id)->at());
  } else {
    // A branch's history goes on where it was forked.
    branch_info b = engine.find_branch(given[0].as_string());
    scn to = engine.head(b.id)->at();
    while (true) {
      list(b, to);
      auto const parent = std::find_if(all.begin(), all.end(), [&](branch_info const& p) {
        return p.id == b.parent && p.id != b.id;
      });
      if (parent == all.end()) break;
      to = std::min(to, b.forked_at);
      b = *parent;
    }
  }
  std::sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) {
    return a[0].template as<std::int64_t>() > b[0].template as<std::int64_t>();
  });
  return rows;
}

/// The state of a branch, or the one that a tag names.
[[nodiscard]] inline storage::version_ptr state_named(system_state const& of,
                                                      std::string_view name) {
  history::engine& engine = *of.in->engine;
  for (branch_info const& b : engine.branches()) {
    if (b.name == name) return engine.head(b.id);
  }
  for (history::tag_info const& t : engine.tags()) {
    if (t.name == name) return engine.as_of(t.branch, t.at);
  }
  throw error(errc::undefined_object, "branch or tag \"" + std::string(name) + "\" does not exist");
}

[[nodiscard]] inline std::string row_text(catalog::row_values const& row) {
  return catalog::row_text(row);
}

[[nodiscard]] inline system_rows diff_rows(system_state const& of, arguments given) {
  expect_arguments("helios_diff", given, 2, 3);
  storage::tree_space& space = of.in->engine->space();
  storage::version_ptr const a = state_named(of, given[0].as_string());
  storage::version_ptr const b = state_named(of, given[1].as_string());
  // A table is shown as the newer side defines it.
  std::map<tree_id, catalog::table_ptr> tables;
  for (storage::version_ptr const& state : {b, a}) {
    for (catalog::table_ptr const& t :
         catalog::catalog_reader(state->root(), space, of.in->definitions).tables())
      tables.emplace(t->rows, t);
  }
  // Rows of the other side are shown, too.
  catalog::catalog_reader const older(a->root(), space, of.in->definitions);
  for (auto& [rows, t] : tables) t = older.with_labels(t);
  system_rows rows;
  history::diff(space, a->root(), b->root(), [&](history::row_change const& c) {
    auto const found = tables.find(c.tree);
    if (found == tables.end()) return;  // an index, or the catalog's own
    catalog::table_definition const& t = *found->second;
    if (given.size() == 3 && t.name != given[2].as_string()) return;
    catalog::row_layout const layout(t, (c.after ? c.after : c.before)->form());
    auto const values = [&](std::optional<storage::stored_row> const& row) {
      return row ? layout.values_of(c.key, *row) : catalog::row_values();
    };
    catalog::row_values const before = values(c.before), after = values(c.after);
    value const key = text(key_text(t, c.key));
    if (!c.before || !c.after) {
      rows.push_back({text(t.name), key, text(c.after ? "insert" : "delete"), value(),
                      c.before ? text(row_text(before)) : value(),
                      c.after ? text(row_text(after)) : value()});
      return;
    }
    for (std::size_t i = 0; i != before.size(); ++i) {
      value const was = text_or_null(before[i]), is = text_or_null(after[i]);
      if (was == is) continue;
      rows.push_back({text(t.name), key, text("update"), text(t.columns[i].name), was, is});
    }
  });
  return rows;
}

[[nodiscard]] inline system_rows merge_conflict_rows(system_state const& of, arguments given) {
  expect_arguments("helios_merge_conflicts", given, 2, 2);
  history::engine& engine = *of.in->engine;
  branch_info const source = engine.find_branch(given[0].as_string());
  branch_info const target = engine.find_branch(given[1].as_string());
  sql::stored_expressions expressions(*of.session);
  history::merge_options how;
  how.dry_run = true;
  catalog::merge_rules rules(of.in->engine, how.policy, of.in->definitions, &expressions);
  history::merge_result const result =
      history::merge(of.in->engine, source.id, target.id, how, &rules);
  auto const catalog_of = [&](branch_id id) {
    return catalog::catalog_reader(engine.head(id)->root(), engine.space(), of.in->definitions);
  };
  system_rows rows;
  if (result.conflicts.empty()) return rows;
  // The heads are held while their definitions are read.
  storage::version_ptr const ours = engine.head(target.id), theirs = engine.head(source.id);
  conflict_rows const show(catalog_of(target.id), catalog_of(source.id), engine.space().pages());
  for (history::merge_conflict const& c : result.conflicts) rows.push_back(show.row(c));
  return rows;
}

[[nodiscard]] inline system_rows storage_rows(system_state const& of, arguments given) {
  expect_arguments("helios_storage", given, 0, 0);
  history::storage_report const r = of.in->engine->report();
  return {{number(r.file_bytes), number(r.live_bytes), number(r.history_bytes),
           number(r.garbage_bytes), number(r.log_bytes), number(r.heap_bytes), number(r.commits),
           number(r.branches)}};
}

[[nodiscard]] inline system_rows integrity_rows(system_state const& of, arguments given) {
  expect_arguments("integrity_check", given, 0, 0);
  of.in->engine->check();
  sql::stored_expressions expressions(*of.session);
  system_rows rows;
  for (catalog::integrity_problem const& p : catalog::integrity_check(
           of.version->root(), of.in->engine->space(), of.in->definitions, &expressions))
    rows.push_back({text(p.name), text(p.text)});
  return rows;
}

[[nodiscard]] inline system_rows setting_rows(system_state const& of, arguments given) {
  expect_arguments("pg_settings", given, 0, 0);
  system_rows rows;
  for (settings::entry const& e : of.session_settings->all())
    rows.push_back({text(e.name), text(e.value), text(e.description)});
  return rows;
}

void add_history_tables(std::vector<system_table>& to) {
  constexpr std::string_view here = "pg_catalog";
  to.push_back({here,
                "pg_database_branches",
                {{"branch_name", type_id::text},
                 {"branch_id", type_id::int8},
                 {"parent_branch", type_id::text},
                 {"parent_id", type_id::int8},
                 {"created_at", type_id::timestamptz},
                 {"fork_point_lsn", type_id::int8},
                 {"last_scn", type_id::int8},
                 {"size_bytes", type_id::int8},
                 {"size_mb", type_id::float8},
                 {"own_bytes", type_id::int8},
                 {"status", type_id::text},
                 {"is_current", type_id::boolean},
                 {"options", type_id::text}},
                branch_rows});
  to.push_back({here,
                "helios_tags",
                {{"tag_name", type_id::text},
                 {"branch_name", type_id::text},
                 {"scn", type_id::int8},
                 {"created_at", type_id::timestamptz}},
                tag_rows});
  for (std::string_view const name : {"helios_commits", "helios_log"})
    to.push_back({here,
                  name,
                  {{"scn", type_id::int8},
                   {"committed_at", type_id::timestamptz},
                   {"transaction_id", type_id::int8},
                   {"branch_name", type_id::text},
                   {"author", type_id::text},
                   {"message", type_id::text},
                   {"merged_scn", type_id::int8}},
                  commit_rows});
  to.push_back({here,
                "helios_diff",
                {{"table_name", type_id::text},
                 {"key", type_id::text},
                 {"kind", type_id::text},
                 {"column_name", type_id::text},
                 {"before", type_id::text},
                 {"after", type_id::text}},
                diff_rows});
  to.push_back({here,
                "helios_merge_conflicts",
                {{"kind", type_id::text},
                 {"table_name", type_id::text},
                 {"key", type_id::text},
                 {"column_name", type_id::text},
                 {"base", type_id::text},
                 {"ours", type_id::text},
                 {"theirs", type_id::text}},
                merge_conflict_rows});
  to.push_back({here,
                "helios_storage",
                {{"file_bytes", type_id::int8},
                 {"live_bytes", type_id::int8},
                 {"history_bytes", type_id::int8},
                 {"garbage_bytes", type_id::int8},
                 {"log_bytes", type_id::int8},
                 {"heap_bytes", type_id::int8},
                 {"commits", type_id::int8},
                 {"branches", type_id::int8}},
                storage_rows});
  to.push_back({here,
                "integrity_check",
                {{"name", type_id::text}, {"problem", type_id::text}},
                integrity_rows});
  for (std::string_view const name : {"helios_settings", "pg_settings"})
    to.push_back(
        {here,
         name,
         {{"name", type_id::text}, {"setting", type_id::text}, {"short_desc", type_id::text}},
         setting_rows});
}

}  // namespace helios::api::detail
