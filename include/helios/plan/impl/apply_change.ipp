// helios/plan/impl/apply_change.ipp -- rows into a table's writer.
#pragma once

#include <helios/plan/apply_change.hpp>

#include <helios/catalog/table_writer.hpp>
#include <helios/plan/impl/returned_rows.hpp>
#include <helios/plan/impl/row_set.hpp>

namespace helios::plan {

namespace detail {

inline constexpr std::uint32_t rows_between_checks = 256;

/// An INSERT of VALUES that see nothing of what it changes: each row may be written when it is
/// made.
[[nodiscard]] inline bool stands_for_itself(change const& of) noexcept {
  return of.what == change::type::insert && of.from.subqueries.empty() && of.returning.empty() &&
         of.from.root->kind == node_kind::values;
}
inline void compute(expressions const& from, std::span<std::size_t const> targets,
                    exec::session const& of, catalog::row_values& row) {
  for (std::size_t i = 0; i != from.size(); ++i) exec::take_constant(*from[i], of, row[targets[i]]);
}

class change_run {
 public:
  change_run(change const& of, execution& reading, exec::run_context& run,
             catalog::write_scope& scope, std::function<void(std::uint64_t)> const& done)
      : of_(&of),
        run_(&run),
        done_(&done),
        reading_(&reading),
        writer_(&scope.writer(of.table)),
        read_({}, run.memory.get()),
        row_(width()),
        returned_(of, run, read_),
        touched_(writer_->layout().keys()) {
    if (of.what == change::type::insert) {
      given_.assign(width(), false);
      for (std::size_t const t : of.targets) given_[t] = true;
    }
    if (of.from.subqueries.empty()) return;
    // Subqueries in RETURNING and ON CONFLICT are run after rows were changed, and see none of it.
    reading.open_all();
    static_cast<void>(scope.tx().save());  // the roots that were opened stay whole
  }

  [[nodiscard]] change_result go() {
    if (stands_for_itself(*of_)) {
      for (expressions const& row : as<values>(*of_->from.root).rows) {
        compute(row, of_->targets, run_->session, row_);
        count(insert(0));
      }
    } else {
      change_read_rows();
    }
    report();
    return {rows_, returned_.take()};
  }

 private:
  void change_read_rows() {
    exec::operation& root = reading_->root();
    exec::batch in;
    if (!root.next(in)) return;
    columns_.reserve(root.types().size());
    // A row that nobody asks about after it was changed need not be kept, if it is the only one.
    only_one_ = in.count() == 1 && root.ended() && !returned_.wanted();
    if (only_one_) {
      columns_.assign(in.columns.begin(), in.columns.end());
      return change_row(in.rows[0]);
    }
    read_.reset(root.types());
    do {
      read_.append(in.columns, in.rows);
    } while (root.next(in));
    for (std::size_t i = 0; i != root.types().size(); ++i) columns_.push_back(read_.all(i));
    for (std::uint32_t row = 0; row != read_.rows(); ++row) change_row(row);
  }
  void change_row(std::uint32_t row) {
    switch (of_->what) {
      case change::type::insert:
        row_.assign(width(), {});
        for (std::size_t i = 0; i != of_->targets.size(); ++i)
          row_[of_->targets[i]] = exec::value_at(columns_[i], row);
        return count(insert(row));
      case change::type::update: return count(update(row));
      case change::type::erase: return count(erase(row));
    }
  }
  void count(bool changed) {
    rows_ += changed ? 1 : 0;
    if (++seen_ % rows_between_checks == 0) report();
  }
  void report() {
    run_->check();
    if (*done_ && rows_ != reported_) (*done_)(rows_ - reported_);
    reported_ = rows_;
  }
  [[nodiscard]] std::size_t width() const noexcept { return of_->table->columns.size(); }
  /// Takes the row at hand from those that were read.
  void read_row(std::uint32_t row) {
    for (std::size_t i = 0; i != row_.size(); ++i) row_[i] = exec::value_at(columns_[i], row);
  }
  [[nodiscard]] bool has_row_id() const noexcept {
    return writer_->layout().kind() == catalog::row_key_kind::row_id;
  }
  /// Of a row as it was read.
  [[nodiscard]] storage::key key_of(catalog::row_values const& all, std::uint32_t row) const {
    if (!has_row_id()) return writer_->layout().key_of(all);
    return {storage::key_kind::int64, catalog::number_of(exec::value_at(columns_[width()], row))};
  }

  /// The row at hand. `row`: where it was read, for RETURNING.
  bool insert(std::uint32_t row) {
    catalog::row_values& all = row_;
    for (std::size_t i = 0; i != all.size(); ++i) {
      if (!given_[i]) all[i] = writer_->default_of(i);
    }
    if (of_->conflict) {
      all = writer_->finished(all);
      auto const other = writer_->find_duplicate(all, of_->conflict->arbiter);
      if (other) return of_->conflict->update && update_existing(row, *other, all);
    }
    storage::key const key = writer_->insert(all);
    if (of_->conflict && of_->conflict->update) touched_.add(key.view());
    if (returned_.wanted()) returned_.add(*writer_->find(key.view()), row);
    return true;
  }

  /// ON CONFLICT DO UPDATE.
  bool update_existing(std::uint32_t row, catalog::table_writer::duplicate const& other,
                       catalog::row_values const& excluded) {
    conflict_action const& c = *of_->conflict;
    if (touched_.has(other.row.view())) {
      throw error(errc::cardinality_violation,
                  "ON CONFLICT DO UPDATE command cannot affect row a second time")
          .hint(
              "Ensure that no rows proposed for insertion within the same command have "
              "duplicate constrained values.");
    }
    catalog::row_values existing = *writer_->find(other.row.view());
    exec::batch in(run_->memory.get());
    for (std::size_t i = 0; i != width(); ++i)
      in.columns.push_back(exec::make_column(in.memory, c.existing[i].type, {&existing[i], 1}));
    for (std::size_t i = 0; i != width(); ++i)
      in.columns.push_back(exec::make_column(in.memory, c.excluded[i].type, {&excluded[i], 1}));
    in.rows = {nullptr, 1};
    std::vector<column> columns = c.existing;
    columns.insert(columns.end(), c.excluded.begin(), c.excluded.end());
    arena memory(run_->memory.get());
    exec::environment with(memory, run_->session);
    auto const value_of = [&](expression_ptr const& e) {
      return exec::value_at(exec::evaluate(*placed(e, columns), in, in.rows, with), 0);
    };
    if (c.where) {
      types::value const holds = value_of(c.where);
      if (holds.is_null() || !holds.as<bool>()) return false;
    }
    catalog::row_values changed = existing;
    for (std::size_t i = 0; i != c.targets.size(); ++i)
      changed[c.targets[i]] = value_of(c.values[i]);
    auto const key = writer_->update(other.row.view(), changed);
    touched_.add(key->view());
    if (returned_.wanted()) returned_.add(*writer_->find(key->view()), row);
    return true;
  }

  bool update(std::uint32_t row) {
    read_row(row);
    storage::key const key = key_of(row_, row);
    if (!touched_.add(key.view())) return false;
    std::size_t const first = width() + (has_row_id() ? 1 : 0);
    for (std::size_t i = 0; i != of_->targets.size(); ++i)
      row_[of_->targets[i]] = exec::value_at(columns_[first + i], row);
    if (only_one_) {
      writer_->update_known(key.view(), std::move(row_));
      return true;
    }
    auto const now = writer_->update(key.view(), std::move(row_));
    if (!now) return false;
    if (returned_.wanted()) returned_.add(*writer_->find(now->view()), row);
    return true;
  }

  bool erase(std::uint32_t row) {
    read_row(row);
    if (!writer_->erase(key_of(row_, row).view())) return false;
    if (returned_.wanted()) returned_.add(row_, row);
    return true;
  }

  change const* of_;
  exec::run_context* run_;
  std::function<void(std::uint64_t)> const* done_;
  execution* reading_;
  catalog::table_writer* writer_;
  exec::row_store read_;
  bool only_one_ = false;              // the row at hand is the only one, and not in read_
  std::vector<exec::column> columns_;  // of the rows that were read
  catalog::row_values row_;            // the one at hand
  std::vector<bool> given_;            // of an insert: which columns it names
  returned_rows returned_;
  row_set touched_;
  std::uint64_t rows_ = 0, reported_ = 0, seen_ = 0;
};

}  // namespace detail

bool values_insert::is(change const& of) noexcept {
  return detail::stands_for_itself(of) && !of.conflict;
}

values_insert::values_insert(change const& of) : of_(&of), row_(of.table->columns.size()) {
  std::vector<bool> given(row_.size(), false);
  for (std::size_t const t : of.targets) given[t] = true;
  for (std::size_t i = 0; i != row_.size(); ++i) {
    if (!given[i]) not_given_.push_back(i);
  }
}

std::uint64_t values_insert::run(exec::run_context const& run, catalog::write_scope& scope,
                                 std::function<void(std::uint64_t)> const& done) {
  catalog::table_writer& writer = scope.writer(of_->table);
  std::uint64_t rows = 0;
  std::uint64_t reported = 0;
  auto const report = [&] {
    run.check();
    if (done && rows != reported) done(rows - reported);
    reported = rows;
  };
  for (expressions const& row : as<values>(*of_->from.root).rows) {
    detail::compute(row, of_->targets, run.session, row_);
    for (std::size_t const i : not_given_) row_[i] = writer.default_of(i);
    writer.insert(std::move(row_));
    if (++rows % detail::rows_between_checks == 0) report();
  }
  report();
  return rows;
}

change_result apply(change const& of, execution& reading, exec::run_context& run,
                    catalog::write_scope& scope, std::function<void(std::uint64_t)> const& done) {
  if (values_insert::is(of)) return {values_insert(of).run(run, scope, done), exec::row_store()};
  return detail::change_run(of, reading, run, scope, done).go();
}

}  // namespace helios::plan
