// helios/api/impl/reading.ipp -- states found by branch and commit; moments evaluated.
#pragma once

#include <helios/api/impl/reading.hpp>

#include <helios/api/impl/setting_syntax.hpp>
#include <helios/api/system_tables.hpp>
#include <helios/sql/token.hpp>
#include <helios/types/cast.hpp>

#include <algorithm>

namespace helios::api::detail {

using setting::dotted;

void reading::stand_on(read_point at, write_unit* unit,
                       std::span<types::data_type const> parameter_types) {
  others_.clear();
  at_ = std::move(at);
  unit_ = unit;
  frame_.parameter_types = parameter_types;
  lasting_ = true;
  own_.branch = at_.branch;
  own_.version = at_.version;
  own_.catalog.reset();
}

branch_id reading::branch_of(std::string_view name) const {
  return name.empty() ? at_.branch : engine().find_branch(name).id;
}

std::uint32_t reading::state(std::string_view branch, std::optional<scn> at) {
  branch_id const id = branch_of(branch);
  for (std::uint32_t i = 0; i != others_.size() + 1; ++i) {
    if (seen(i).branch == id && seen(i).asked == at) return i;
  }
  lasting_ = false;
  std::optional<scn> const wanted = at ? at : at_.others;
  storage::version_ptr version = wanted ? engine().as_of(id, *wanted) : engine().head(id);
  others_.push_back(std::make_unique<seen_state>(seen_state{id, at, std::move(version), {}}));
  return static_cast<std::uint32_t>(others_.size());
}

catalog::catalog_reader const& reading::catalog(std::uint32_t state) {
  seen_state& s = seen(state);
  if (!s.catalog) {
    if (state == 0 && unit_ != nullptr)
      s.catalog = unit_->scope.catalog();
    else
      s.catalog.emplace(s.version->root(), engine().space(), frame_.in->definitions);
  }
  return *s.catalog;
}

bool reading::is_branch(std::string_view name) {
  std::vector<history::branch_info> const all = engine().branches();
  return std::any_of(all.begin(), all.end(), [name](auto const& b) { return b.name == name; });
}

/// The commit that "now" means in this statement, for every branch.
scn reading::now() {
  if (at_.others) return *at_.others;
  scn const last = engine().last_commit();
  // If the branch went on since, its later commits are not part of what the statement sees.
  return engine().head(at_.branch) == at_.version ? last : at_.version->at();
}

scn reading::newest(std::string_view branch) { return seen(state(branch, {})).version->at(); }

scn reading::when(sql::ast::moment const& m) {
  using moment = sql::ast::moment;
  lasting_ = false;
  if (m.what == moment::type::now || frame_.only_described) return now();
  auto const text_wanted = m.what == moment::type::tag;
  types::type_id const type = text_wanted                         ? types::type_id::text
                              : m.what == moment::type::timestamp ? types::type_id::timestamptz
                                                                  : types::type_id::int8;
  types::value const v = value_of(m.value, type);
  if (v.is_null())
    throw error(errc::null_value_not_allowed, "AS OF cannot be NULL")
        .at(sql::character_position(frame_.text, m.value->at.offset));
  if (m.what == moment::type::timestamp) {
    auto const time = v.as<types::timestamp_tz>();
    if (!time.finite())
      throw error(errc::invalid_parameter_value, "AS OF TIMESTAMP cannot be infinite");
    return engine().at_time(types::to_unix(time));
  }
  if (m.what == moment::type::tag) {
    for (history::tag_info const& t : engine().tags()) {
      if (t.name == v.as_string()) return t.at;
    }
    throw error(errc::undefined_object,
                "tag \"" + std::string(v.as_string()) + "\" does not exist");
  }
  std::int64_t const number = v.as<std::int64_t>();
  if (number < 0)
    throw error(errc::invalid_parameter_value, "AS OF cannot be negative")
        .at(sql::character_position(frame_.text, m.value->at.offset));
  if (m.what == moment::type::transaction)
    return engine().at_transaction(transaction_id{static_cast<std::uint64_t>(number)});
  return scn{static_cast<std::uint64_t>(number)};
}

types::value reading::value_of(sql::ast::ref<sql::ast::expression> e, types::data_type wanted) {
  arena memory;
  sql::ast::select of_one;
  of_one.targets.append(memory, {e, {}});
  reading inner(frame_);
  inner.stand_on(at_, unit_, frame_.parameter_types);
  plan::query const bound = sql::bind_query(of_one, frame_.text, inner);
  exec::run_context run;
  run.follow(*frame_.run);
  plan::execution execution(bound, run, inner);
  exec::batch rows;
  if (!execution.root().next(rows)) return {};
  types::value const v = exec::value_at(rows.columns[0], rows.rows[0]);
  if (wanted.id == types::type_id::unknown) return v;
  try {
    return types::cast(v, wanted, types::cast_context::explicit_, run.session.time);
  } catch (error const& plain) {
    throw error(plain).at(sql::character_position(frame_.text, e->at.offset));
  }
}

std::shared_ptr<plan::row_source const> reading::find_rows(std::string_view schema,
                                                           std::string_view name,
                                                           std::vector<plan::column>& columns) {
  auto found = find_system_table(schema, name, columns, [this] {
    return system_state{frame_.in,
                        at_.branch,
                        at_.version,
                        catalog(0),
                        frame_.session_settings,
                        &frame_.run->session,
                        this};
  });
  // Its rows are those of this state.
  if (found) lasting_ = false;
  return found;
}

std::optional<catalog::object_id> reading::find_relation(sql::ast::qualified_name const& name) {
  catalog::catalog_reader const& in = catalog(0);
  auto const& parts = name.parts;
  auto const look_in = [&](std::string_view path) -> std::optional<catalog::object_id> {
    auto const schema = in.find_schema(path);
    return schema ? in.find_relation(*schema, parts.back().text) : std::nullopt;
  };
  if (parts.size() == 2) return look_in(parts[0].text);
  if (parts.size() > 2) return std::nullopt;
  for (std::string const& path : search_path()) {
    if (auto const id = look_in(path)) return id;
  }
  return std::nullopt;
}

catalog::object_id reading::relation(sql::ast::qualified_name const& name) {
  if (auto const id = find_relation(name)) return *id;
  auto const& parts = name.parts;
  bool const of_schema =
      parts.size() == 1 || (parts.size() == 2 && catalog(0).find_schema(parts[0].text).has_value());
  if (!of_schema && is_branch(parts[0].text)) {
    throw error(errc::read_only_sql_transaction,
                "branch \"" + std::string(parts[0].text) + "\" can only be read from here")
        .hint("USE BRANCH changes the session's branch.")
        .at(sql::character_position(frame_.text, name.at.offset));
  }
  throw error(errc::undefined_table, "relation \"" + dotted(name.parts) + "\" does not exist")
      .at(sql::character_position(frame_.text, name.at.offset));
}

error reading::wrong_kind(sql::ast::qualified_name const& name, std::string_view wanted) const {
  return error(errc::wrong_object_type,
               "\"" + dotted(name.parts) + "\" is not " + std::string(wanted))
      .at(sql::character_position(frame_.text, name.at.offset));
}

catalog::table_ptr reading::table(sql::ast::qualified_name const& name) {
  if (auto const found = catalog(0).find_table(relation(name))) return found;
  throw wrong_kind(name, "a table");
}

catalog::table_ptr reading::find_table(sql::ast::qualified_name const& name) {
  auto const id = find_relation(name);
  return id ? catalog(0).find_table(*id) : nullptr;
}

catalog::table_ptr reading::table_of_index(sql::ast::qualified_name const& name) {
  if (auto const found = catalog(0).table_of_index(relation(name))) return found;
  throw wrong_kind(name, "an index");
}

void reading::note_whole(std::uint32_t state, tree_id id) {
  history::read_set* const reads = unit_ != nullptr ? unit_->tx.reads() : nullptr;
  if (reads == nullptr || seen(state).branch != at_.branch) return;
  if (seen(state).version->at() >= at_.version->at()) reads->whole(id);
}

storage::tree reading::find_tree(storage::version const& in, tree_id id) const {
  auto const found = storage::open_tree(in.root(), id, engine().space());
  if (!found)
    throw error(errc::data_corrupted,
                "tree " + std::to_string(raw(id)) + " of the catalog does not exist");
  return *found;
}

storage::tree reading::open(std::uint32_t state, tree_id id) {
  if (state == 0 && unit_ != nullptr) return unit_->tx.read(id);
  note_whole(state, id);
  storage::version const& in = *seen(state).version;
  if (state != 0) return find_tree(in, id);
  if (looked_up_in_ != in.born()) {
    looked_up_.clear();
    looked_up_in_ = in.born();
  }
  for (looked_up const& known : looked_up_) {
    if (known.id == id) return {known.root, *known.form, engine().space().pages()};
  }
  storage::tree const found = find_tree(in, id);
  looked_up_.push_back({id, found.root(), &found.form()});
  return found;
}

/// What a table's rows were before TRUNCATE, or ALTER COLUMN TYPE, put others in their place cannot
/// be told together with those.
void reading::refuse_rewritten(std::uint32_t state, tree_id rows, plan::version_range range) {
  std::vector<catalog::table_ptr> const tables = catalog(state).tables();
  auto const table = std::find_if(tables.begin(), tables.end(),
                                  [rows](catalog::table_ptr const& t) { return t->rows == rows; });
  if (table == tables.end()) return;
  branch_id const branch = seen(state).branch;
  for (history::row_version const& v :
       history::versions_between(engine(), branch, catalog::objects_tree, range.from, range.to,
                                 catalog::key_of((*table)->id))) {
    if (v.operation == 'D' || !v.end) continue;
    catalog::catalog_reader const then(
        engine().as_of(branch, v.start ? v.start->at : range.from)->root(), engine().space(),
        frame_.in->definitions);
    if (then.find_table((*table)->id)->rows == rows) continue;
    throw error(errc::feature_not_supported,
                "the rows of \"" + (*table)->name + "\" were rewritten within the range")
        .detail("Commit SCN " + std::to_string(raw(v.end->at)) +
                " truncated the table or changed the type of a column.")
        .hint("End the range before that commit, AS OF a state before it, or begin it there.");
  }
}

std::vector<history::row_version> reading::versions(std::uint32_t state, tree_id id,
                                                    plan::version_range range,
                                                    std::optional<storage::key_view> only) {
  refuse_rewritten(state, id, range);
  note_whole(state, id);
  return history::versions_between(engine(), seen(state).branch, id, range.from, range.to, only);
}

}  // namespace helios::api::detail
