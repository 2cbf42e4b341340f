// helios/exec/operators/join.hpp -- two inputs to one: by equal keys (hash join), by any condition
// (nested loop), or both.
//
// Shape     the right input is kept (build side), the left one passes by (probe side)
//             kind      output                     rows
//             inner     left ++ right              pairs
//             left      left ++ right              pairs, and left rows without one beside NULLs
//             right     left ++ right              pairs, and right rows without one beside NULLs
//             full      left ++ right              all three
//             semi      left                       left rows with a pair: EXISTS, IN
//             anti      left                       left rows without one: NOT EXISTS
//             not_in    left                       as NOT IN: none if a right key is NULL, nor
//                                                  where the left key is, unless the right side is
//                                                  empty
//           A pair has equal keys, none of them NULL, and fulfils the condition. Without keys all
//           pairs are tried.
//           Of the right side those columns are kept that go out or that the condition reads. Where
//           a left row has at most one candidate, the left columns pass through as they are.
// Cost      memory for the right side; per left row one probe (exec/row_index.hpp), per pair and
//           column that goes out a copy of the value
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/exec/operation.hpp>
#include <helios/exec/row_index.hpp>
#include <helios/exec/row_store.hpp>

namespace helios::exec {

enum class join_kind : std::uint8_t { inner, left, right, full, semi, anti, not_in };

struct join_plan {
  join_kind kind = join_kind::inner;
  expressions left_keys, right_keys;  // pairwise of one type
  expression_ptr condition;           // over left ++ right
  /// Places in left ++ right of columns that nobody above reads, ascending: they do not go out.
  std::vector<std::uint32_t> dropped;
};

class join final : public operation {
 public:
  HELIOS_DECL join(run_context const& run, operation_ptr left, operation_ptr right, join_plan plan);

  HELIOS_DECL void restart() override;

 protected:
  HELIOS_DECL bool pull(batch& out) override;

 private:
  /// What comes next.
  enum class phase : std::uint8_t { build, probe, pairs, left_rest, right_rest, end };

  /// Pairs to be tried, some of them selected: pair i is left row left[i] and right row right[i].
  struct candidates {
    selection rows;
    std::uint32_t const* left;  // nullptr: row i
    std::uint32_t const* right;
  };

  HELIOS_DECL void build();
  HELIOS_DECL bool probe();
  [[nodiscard]] HELIOS_DECL selection evaluate_keys(expressions const& by, batch const& in);
  HELIOS_DECL bool emit_pairs(batch& out);
  HELIOS_DECL void emit_left(batch& out);
  HELIOS_DECL bool emit_right_rest(batch& out);
  [[nodiscard]] HELIOS_DECL candidates next_candidates();
  HELIOS_DECL void list_candidates();
  HELIOS_DECL void fetch(std::vector<std::uint32_t> const& places, candidates const& of);
  [[nodiscard]] HELIOS_DECL std::uint32_t next_candidate(std::uint32_t row) const noexcept;

  [[nodiscard]] bool one_pair_decides() const noexcept {
    return plan_.kind == join_kind::semi || plan_.kind == join_kind::anti ||
           plan_.kind == join_kind::not_in;
  }
  [[nodiscard]] bool shows_left_rest() const noexcept {
    return plan_.kind != join_kind::inner && plan_.kind != join_kind::right;
  }
  [[nodiscard]] bool shows_right_rest() const noexcept {
    return plan_.kind == join_kind::right || plan_.kind == join_kind::full;
  }
  /// No left row has a second candidate that matters.
  [[nodiscard]] bool one_candidate() const noexcept {
    if (plan_.left_keys.empty()) return false;
    return index_.unique() || (one_pair_decides() && !plan_.condition);
  }

  join_plan plan_;
  std::uint32_t left_width_;
  // Places in left ++ right: what goes out, what the condition reads; in right: what is kept.
  std::vector<std::uint32_t> out_, read_, kept_;
  phase phase_ = phase::build;
  arena key_memory_{memory()};
  std::vector<column> keys_;
  // Right side.
  row_store right_{{}, memory()};
  row_index index_{memory()};
  budget_vector<std::uint8_t> right_matched_{memory()};
  bool right_any_ = false, right_null_ = false;
  std::uint32_t right_at_ = 0;
  // Left side: the batch at hand; by row its first candidate and whether a pair was found.
  batch left_;
  selection left_keyed_;  // rows without a NULL among their keys
  std::vector<std::uint32_t> heads_;
  std::vector<std::uint8_t> left_matched_;
  std::uint32_t left_at_ = 0, candidate_ = no_row;  // in the selection; and its next candidate
  // The pairs at hand, as batches of left ++ right of which some columns are filled.
  batch pairs_;
  std::vector<std::uint32_t> left_of_, right_of_;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/join.ipp>
#endif
