// Commits between two checkpoints: sealed, shared with copies, taken back and dropped, they are a
// list in order of SCN.
#include <helios/history/recent_commits.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <deque>

using namespace helios;
using namespace helios::history;

namespace {

struct listed {
  commit_info commit;
  std::vector<change> changes;
};

void same(recent_commits const& is, std::deque<listed> const& model, std::uint64_t last) {
  std::size_t i = 0;
  is.each(scn{}, scn{last}, [&](commit_info const& c, std::span<change const> changes) {
    REQUIRE(i < model.size());
    REQUIRE(c.at == model[i].commit.at);
    REQUIRE(c.frame == model[i].commit.frame);
    REQUIRE(std::equal(changes.begin(), changes.end(), model[i].changes.begin(),
                       model[i].changes.end()));
    ++i;
    return true;
  });
  REQUIRE(i == model.size());
  for (std::uint64_t s = 0; s <= last; ++s) {
    auto const found = is.at_or_before(scn{s});
    auto const expected = std::find_if(model.rbegin(), model.rend(),
                                       [&](listed const& l) { return raw(l.commit.at) <= s; });
    REQUIRE(found.has_value() == (expected != model.rend()));
    if (found) REQUIRE(found->at == expected->commit.at);
  }
  for (listed const& l : model) REQUIRE(is.of_transaction(l.commit.transaction) == l.commit.at);
}

}  // namespace

TEST_CASE("recent commits are a list, in whatever pieces they lie") {
  test::random_source random;
  CAPTURE(random.seed);
  for (int round = 0; round != 30; ++round) {
    recent_commits is;
    std::deque<listed> model;
    std::uint64_t last = 0;
    std::uint64_t sealed = 0;
    for (int step = 0; step != 60; ++step) {
      switch (random.below(8)) {
        case 0:
          if (last == 0) break;
          sealed = std::max(sealed, random.below(last + 1));
          is.seal(scn{sealed});
          break;
        case 1: {
          std::uint64_t const to = sealed == 0 ? 0 : random.below(sealed + 1);
          is.drop(scn{to});
          while (!model.empty() && raw(model.front().commit.at) <= to) model.pop_front();
          break;
        }
        case 2: {
          std::uint64_t const from = sealed + 1 + random.below(last - sealed + 1);
          is.take_back(scn{from});
          while (!model.empty() && raw(model.back().commit.at) >= from) model.pop_back();
          break;
        }
        default: {
          last += 1 + random.below(3);
          listed l{{scn{last}, branch_id{}, {}, transaction_id{last * 7}, 0}, {}};
          for (std::size_t n = random.below(4); n != 0; --n)
            l.changes.push_back(change{random.engine()});
          is.add(l.commit, l.changes);
          is.set_frame(scn{last}, last * 100);
          l.commit.frame = last * 100;
          model.push_back(l);
        }
      }
      if (step % 7 == 0) same(is, model, last);
    }
    recent_commits const copy = is;
    is.add({scn{last + 1}, {}, {}, {}, 0}, {});
    same(copy, model, last);
  }
}
