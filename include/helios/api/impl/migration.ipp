// helios/api/impl/migration.ipp -- see helios/api/migration.hpp
#pragma once

#include <helios/api/database.hpp>
#include <helios/api/migration.hpp>
#include <helios/typed/impl/stored_tables.hpp>

#include <helios/api/impl/all_or_none.hpp>
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

/// A branch of its own, with the names of this session.
void migration::run_on_scratch(bool merge) const {
  auto const connect = [&](std::string const& branch) {
    api::session_options at;
    at.branch = branch;
    return std::make_shared<detail::connection>(in_->talk.database(), std::move(at),
                                                in_->timeout());
  };
  database here(connect(in_->talk.branch()));
  std::string const scratch = "migration-" + std::to_string(raw(in_->talk.newest()));
  static_cast<void>(here.create_branch(scratch));
  try {
    std::shared_ptr<detail::connection> const on = connect(scratch);
    database there(on);
    there.execute("SET search_path TO " + in_->talk.setting("search_path"));
    detail::all_or_none(*on, [&] { run_steps(*on); });
    if (merge) {
      merge_report const merged = here.merge_branch(scratch, in_->talk.branch());
      if (!merged.conflicts.empty()) throw detail::to_error(merged.conflicts.front());
    }
  } catch (...) {
    here.drop_branch(scratch);
    throw;
  }
  here.drop_branch(scratch);
}

void migration::rehearse() {
  detail::at_border([&] {
    refuse();
    if (!steps_.empty()) run_on_scratch(false);
  });
}

void migration::apply() {
  detail::at_border([&] {
    refuse();
    if (steps_.empty()) return;
    if (in_->talk.status() == api::transaction_status::idle) return run_on_scratch(true);
    detail::all_or_none(*in_, [&] { run_steps(*in_); });
  });
}

}  // namespace helios
