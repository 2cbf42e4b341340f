// helios/api/impl/session_change.ipp -- statements that change rows or definitions.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/session_write.hpp>
#include <helios/api/impl/streams.hpp>
#include <helios/catalog/catalog_editor.hpp>
#include <helios/plan/apply_change.hpp>

#include <set>

namespace helios::api::detail {

namespace changing {

[[nodiscard]] inline std::string_view word(sql::ast::statement_kind kind) noexcept {
  if (kind == sql::ast::statement_kind::insert) return "INSERT";
  return kind == sql::ast::statement_kind::update ? "UPDATE" : "DELETE";
}

[[nodiscard]] inline std::string_view counted_word(plan::change::type what) noexcept {
  switch (what) {
    case plan::change::type::insert: return "INSERT 0 ";
    case plan::change::type::update: return "UPDATE ";
    case plan::change::type::erase: return "DELETE ";
  }
  HELIOS_UNREACHABLE();
}

/// The tables that TRUNCATE empties, with those that reference them.
[[nodiscard]] inline std::vector<catalog::table_ptr> with_children(
    catalog::catalog_reader const& in, std::vector<catalog::table_ptr> tables, bool cascade,
    std::vector<notice>& notices) {
  std::set<catalog::object_id> listed;
  for (catalog::table_ptr const& t : tables) listed.insert(t->id);
  for (std::size_t i = 0; i != tables.size(); ++i) {
    for (catalog::object_id const id : tables[i]->dependents) {
      catalog::table_ptr const child = in.find_table(id);
      if (!child || listed.contains(id)) continue;
      if (!cascade) {
        throw error(errc::feature_not_supported,
                    "cannot truncate a table referenced in a foreign key constraint")
            .detail("Table \"" + child->name + "\" references \"" + tables[i]->name + "\".")
            .hint("Truncate table \"" + child->name +
                  "\" at the same time, or use TRUNCATE ... CASCADE.");
      }
      notices.push_back({false, "00000", "truncate cascades to table \"" + child->name + "\""});
      listed.insert(id);
      tables.push_back(child);
    }
  }
  return tables;
}

}  // namespace changing

outcome session_state::change(request const& r) {
  std::string_view const word = changing::word(r.what->tree().kind);
  return write(r, word, [&](statement_run& run, write_unit& unit) {
    bound_plan_ptr const plan = plan_of(r, run);
    plan::change const& c = plan->change();
    auto const done = [&run](std::uint64_t more) { run.done(more); };
    outcome out;
    if (plan->changes_by_key && plan->changes_by_key->takes(run.parameters)) {
      run.follow(plan);
      if (auto const rows = plan->changes_by_key->run(run.run, unit.scope, run.by_key, done)) {
        out.rows = *rows;
        out.tag = command_tag(changing::counted_word(c.what), *rows);
        return out;
      }
    }
    run.begin(plan);
    plan::change_result result = plan::apply(c, *run.execution, run.run, unit.scope, done);
    out.rows = result.rows;
    out.tag = command_tag(changing::counted_word(c.what), result.rows);
    if (!c.returning.empty()) {
      out.columns = run.plan->columns;
      out.stream = std::make_unique<kept_stream>(std::move(result.returned), run.run.capacity,
                                                 run.run.memory);
    }
    return out;
  });
}

/// Row by row: history, merges and diffs know what went.
outcome session_state::truncate(request const& r, sql::ast::truncate const& tree) {
  return write(r, "TRUNCATE TABLE", [&](statement_run& run, write_unit& unit) {
    outcome out;
    out.tag = "TRUNCATE TABLE";
    catalog::catalog_reader const in = unit.scope.catalog();
    std::vector<catalog::table_ptr> tables;
    for (sql::ast::qualified_name const& name : tree.tables) tables.push_back(run.from.table(name));
    tables = changing::with_children(in, std::move(tables), tree.cascade, out.notices);
    catalog::catalog_editor editor(unit.scope);
    for (catalog::table_ptr const& t : tables) {
      catalog::table_writer& writer = unit.scope.writer(t->id);
      storage::key_kind const kind = writer.layout().keys();
      std::vector<storage::key> keys;
      if (history::read_set* const reads = unit.tx.reads()) reads->whole(t->rows);
      storage::cursor rows(unit.tx.read(t->rows));
      while (rows.next()) keys.emplace_back(kind, rows.key());
      for (std::size_t i = 0; i != keys.size(); ++i) {
        if (i % 256 == 255) run.run.check();
        writer.erase(keys[i].view());
      }
      for (catalog::column_definition const& c : t->columns) {
        catalog::sequence_ptr const s = in.find_sequence(c.sequence);
        if (tree.restart_identity && s) editor.set_value(s->id, s->start, false);
      }
    }
    return out;
  });
}

outcome session_state::create_table_as(request const& r, sql::ast::create_table const& tree) {
  return write(r, "CREATE TABLE AS", [&](statement_run& run, write_unit& unit) {
    request source{r.what->part(*tree.source), r.parameters, {}, false, r.options, r.until};
    bound_plan_ptr const plan = plan_of(source, run);
    std::vector<plan::column> const& columns = plan->query().root->columns;
    auto const made =
        sql::define_table_as(tree, r.what->whole_text(), columns, unit.scope, run.from);
    outcome out;
    out.tag = "CREATE TABLE AS";
    if (!made) {
      out.notices.push_back(
          {false, "42P07",
           "relation \"" + std::string(tree.name.object().text) + "\" already exists, skipping"});
      return out;
    }
    if (tree.with_no_data) return out;
    run.begin(plan);
    exec::row_store const rows = rest_of(run);
    catalog::table_writer& writer = unit.scope.writer(*made);
    catalog::row_values row(columns.size());
    for (std::uint32_t i = 0; i != rows.rows(); ++i) {
      if (i % 256 == 255) run.run.check();
      for (std::size_t k = 0; k != row.size(); ++k) row[k] = exec::value_at(rows.all(k), i);
      writer.insert(row);
    }
    out.rows = rows.rows();
    out.tag = command_tag("SELECT ", out.rows);
    return out;
  });
}

outcome session_state::definition(request const& r) {
  std::string const command = sql::definition_tag(r.what->tree());
  return write(r, command, [&](statement_run& run, write_unit& unit) {
    if (transaction_) ++transaction_->upheavals;
    ++meanings_;
    sql::definition_result made =
        sql::define(r.what->tree(), r.what->whole_text(), unit.scope, run.from);
    outcome out;
    out.tag = std::move(made.tag);
    for (std::string& text : made.notices) out.notices.push_back({false, "00000", std::move(text)});
    return out;
  });
}

}  // namespace helios::api::detail
