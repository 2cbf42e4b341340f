// helios/api/migration.hpp -- a way from the stored tables to those of the program, to be read and
// taken.
//
// Shape     auto m = db.migrate<users, orders>({rename_column<users, "nick", "name">()});
//           std::cout << m.text();   m.apply();
//           apply() runs the steps on a scratch branch and merges that. Others read and write
//           meanwhile; where their rows are in the way, it is done again while commits wait.
//           Within a transaction the steps are run there, behind a savepoint.
// Holds     (M1) all of it or nothing
//           (M2) what would lose something is not done unless the program says so
//           (M3) behind apply() the same migration is empty
// Threads   as the session that made it, which it keeps
// Errors    55000 a step is refused: the message names it, the hint says how it is asked for. Those
//           of the steps, with the step as context. 40001 the schema is not what it was when the
//           migration was made: make it again. 25006
#pragma once

#include <helios/base/callback.hpp>
#include <helios/base/ids.hpp>
#include <helios/typed/migration_plan.hpp>

#include <memory>

namespace helios {

namespace detail {
class connection;
}  // namespace detail

class migration {
 public:
  HELIOS_DECL migration(std::shared_ptr<detail::connection> in,
                        std::vector<typed::table_schema> const& wanted,
                        std::vector<migration_choice> const& choices);

  [[nodiscard]] std::vector<migration_step> const& steps() const noexcept { return steps_; }
  [[nodiscard]] bool empty() const noexcept { return steps_.empty(); }
  /// SQL, with a sentence above each statement.
  [[nodiscard]] HELIOS_DECL std::string text() const;

  /// Runs the steps on a scratch branch, which then goes: throws what apply() would.
  HELIOS_DECL void rehearse();
  HELIOS_DECL void apply();

 private:
  HELIOS_DECL void refuse() const;
  HELIOS_DECL void run_steps(detail::connection& on) const;
  HELIOS_DECL void run_on_scratch(callback_ref<void(branch_id)> merge) const;
  HELIOS_DECL void merge(branch_id scratch) const;

  std::shared_ptr<detail::connection> in_;
  std::uint64_t schema_root_ = 0, schema_born_ = 0;  // of the catalog it was made for
  std::vector<migration_step> steps_;
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/migration.ipp>
#endif
