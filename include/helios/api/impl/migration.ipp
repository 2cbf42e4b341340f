// helios/api/impl/migration.ipp -- see helios/api/migration.hpp
#pragma once

#include <helios/api/migration.hpp>
#include <helios/typed/impl/stored_tables.hpp>

#include <helios/api/impl/all_or_none.hpp>
#include <helios/api/impl/branch_merge.hpp>
#include <helios/base/border.hpp>

namespace helios {

namespace detail {

/// The tables that a session sees.
class session_tables final : public typed::stored_tables {
 public:
  explicit session_tables(connection& in) : in_(&in), catalog_(in.talk.catalog()) {}

  [[nodiscard]] catalog::table_ptr find(std::string_view name) override {
    return in_->talk.find_table(name);
  }
  [[nodiscard]] catalog::table_ptr find(catalog::object_id id) override {
    return catalog_.reader.find_table(id);
  }
  [[nodiscard]] std::optional<types::data_type> find_type(std::string_view name) override {
    return in_->talk.find_type(name);
  }
  [[nodiscard]] catalog::sequence_ptr find_sequence(catalog::object_id id) override {
    return catalog_.reader.find_sequence(id);
  }
  [[nodiscard]] bool any(std::string const& query) override {
    api::outcome const found = in_->run(api::parse(query).front(), {}, {});
    exec::batch rows;
    return found.stream->next(rows) && rows.count() != 0;
  }

 private:
  connection* in_;
  api::session_catalog catalog_;
};

[[nodiscard]] inline error to_error(conflict_report const& c) {
  error e(errc::serialization_failure,
          "table \"" + c.table + "\" was written to while it was migrated");
  return std::move(e)
      .detail("Key " + c.key + (c.column ? ", column \"" + *c.column + "\"." : "."))
      .hint("Make the migration again.");
}

}  // namespace detail

migration::migration(std::shared_ptr<detail::connection> in,
                     std::vector<typed::table_schema> const& wanted,
                     std::vector<migration_choice> const& choices)
    : in_(std::move(in)) {
  detail::at_border([&] {
    api::schema_version const schema = in_->talk.schema();
    schema_root_ = schema.root;
    schema_born_ = schema.born;
    detail::session_tables tables(*in_);
    steps_ = typed::plan_migration(wanted, choices, tables);
  });
}

std::string migration::text() const {
  std::string all;
  for (migration_step const& s : steps_) {
    all += "-- " + s.text + "\n";
    if (!s.refused.empty()) all += "-- refused without " + s.hint + "\n";
    all += s.sql + ";\n";
  }
  return all;
}

void migration::refuse() const {
  std::string others;
  migration_step const* first = nullptr;
  for (migration_step const& s : steps_) {
    if (s.refused.empty()) continue;
    if (first == nullptr) {
      first = &s;
    } else {
      others += (others.empty() ? "" : "; ") + s.refused + " (" + s.hint + ")";
    }
  }
  if (first != nullptr) {
    error e(errc::object_not_in_prerequisite_state, first->refused);
    if (!others.empty()) e = std::move(e).detail("So is this: " + others + ".");
    throw std::move(e).hint("Tell migrate(): " + first->hint + ".");
  }
  if (in_->talk.schema() != api::schema_version{schema_root_, schema_born_}) {
    throw error(errc::serialization_failure, "the schema has changed since the migration was made")
        .hint("Make the migration again.");
  }
  in_->talk.refuse_writing("a migration");
}

void migration::run_steps(detail::connection& on) const {
  for (migration_step const& s : steps_) {
    try {
      static_cast<void>(on.run(api::parse(s.sql).front(), {}, {}));
    } catch (error const& e) {
      throw error(e).context("migration: " + s.sql);
    }
  }
}

/// A branch of its own, with the names of this session. `merge` takes it over, given its number.
void migration::run_on_scratch(callback_ref<void(branch_id)> merge) const {
  std::shared_ptr<api::instance> const& in = in_->talk.database();
  std::string const name = "migration-" + std::to_string(raw(in_->talk.newest()));
  branch_id const scratch = in->engine->create_branch(name, in_->talk.branch_number(), {}).id;
  try {
    api::session_options at;
    at.branch = name;
    detail::connection on(in, std::move(at), in_->timeout());
    detail::run_words(on, "SET search_path TO " + in_->talk.setting("search_path"));
    detail::all_or_none(on, [&] { run_steps(on); });
    merge(scratch);
  } catch (...) {
    in->engine->drop_branch(scratch);
    throw;
  }
  in->engine->drop_branch(scratch);
}

void migration::merge(branch_id scratch) const {
  api::instance& in = *in_->talk.database();
  history::merge_options how;
  how.message = "migration";
  merge_report const merged =
      detail::report_of(in, detail::merge_once(in, scratch, in_->talk.branch_number(), how, {}));
  if (!merged.conflicts.empty()) throw detail::to_error(merged.conflicts.front());
}

void migration::rehearse() {
  detail::at_border([&] {
    refuse();
    if (!steps_.empty()) run_on_scratch([](branch_id) {});
  });
}

void migration::apply() {
  detail::at_border([&] {
    refuse();
    if (steps_.empty()) return;
    if (in_->talk.status() != api::transaction_status::idle)
      return detail::all_or_none(*in_, [&] { run_steps(*in_); });
    api::commit_gate& gate = in_->talk.database()->gates.of(in_->talk.branch_number());
    auto const attempt = [&](auto const& merged) {
      try {
        run_on_scratch(merged);
        return true;
      } catch (error const& e) {
        if (!e.retryable()) throw;
        return false;
      }
    };
    bool const done = attempt([&](branch_id scratch) {
      auto const turn = gate.pass();
      merge(scratch);
    });
    if (done) return;
    // Somebody wrote to the branch meanwhile: now they wait, until it is in.
    auto const alone = gate.pass_alone();
    do {
      refuse();
    } while (!attempt([&](branch_id scratch) { merge(scratch); }));
  });
}

}  // namespace helios
