from hypothesis import given
from hypothesis import strategies as st

from models.encoder.batches import Batch, plan_batches


def plan(counts: list[int], *, max_tokens: int = 256, batch_tokens: int = 2048) -> list[Batch]:
    return list(plan_batches(counts, max_tokens=max_tokens, batch_tokens=batch_tokens, smallest_tokens=512))


def test_no_sentences_make_no_batch() -> None:
    assert plan([]) == []


def test_sentences_of_one_rounded_length_share_a_batch() -> None:
    # 5, 16 and 9 tokens are padded to 16, 17 to 32; 512 padded tokens are 32 and 16 rows.
    assert plan([5, 17, 16, 9]) == [
        Batch(members=(0, 2, 3), width=16, rows=32),
        Batch(members=(1,), width=32, rows=16),
    ]


def test_a_full_bucket_is_cut_at_the_largest_batch() -> None:
    # 2048 padded tokens are 8 rows of 256, 512 are 2.
    assert [(len(batch.members), batch.rows) for batch in plan([256] * 9)] == [(8, 8), (1, 2)]


def test_a_batch_limit_below_the_smallest_batch_gives_way() -> None:
    assert [(len(batch.members), batch.rows) for batch in plan([200] * 5, batch_tokens=300)] == [(3, 3), (2, 3)]


def test_no_sentence_is_padded_beyond_what_the_encoder_takes() -> None:
    assert [batch.width for batch in plan([99, 97], max_tokens=100)] == [100]


@given(
    counts=st.lists(st.integers(1, 300), max_size=80),
    batch_tokens=st.integers(512, 8192),
    smallest_tokens=st.sampled_from([512, 768, 1024]),
)
def test_every_sentence_is_in_one_batch_whose_width_is_its_own(
    counts: list[int], batch_tokens: int, smallest_tokens: int
) -> None:
    batches = list(plan_batches(counts, max_tokens=300, batch_tokens=batch_tokens, smallest_tokens=smallest_tokens))
    assert sorted(member for batch in batches for member in batch.members) == list(range(len(counts)))
    for batch in batches:
        assert batch.rows >= len(batch.members) > 0
        assert batch.rows * batch.width >= smallest_tokens
        assert batch.rows * batch.width <= max(batch_tokens, smallest_tokens + batch.width)
        for member in batch.members:
            assert batch.width == min(300, (counts[member] + 15) // 16 * 16)
