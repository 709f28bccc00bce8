# The page in a container. `docker build --tag foxdog .`, then `docker run --publish 8501:8501 foxdog`.
FROM python:3.12-slim

# The page needs no right but to write into its own home folder: the database, the photos, bodies.
RUN useradd --create-home --uid 1000 foxdog
WORKDIR /home/foxdog/app

# The packages change seldom, so they are a layer of their own.
COPY requirements.txt ./
RUN pip install --no-cache-dir --requirement requirements.txt 'psycopg[binary]==3.3.9'

COPY streamlit_app.py ./
COPY .streamlit .streamlit
COPY assets assets
COPY data data
COPY foxdog foxdog
RUN python -m compileall -q foxdog && mkdir -p /home/foxdog/.cache /home/foxdog/.local/share \
    && chown -R foxdog: /home/foxdog/.cache /home/foxdog/.local

USER foxdog
# Without a server address Streamlit asks a server on the internet for its own when it starts, and prints it.
# Two arenas: with one for each thread the C library keeps more memory of threads that have ended.
ENV STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_BROWSER_SERVER_ADDRESS=localhost \
    MALLOC_ARENA_MAX=2 \
    PYTHONUNBUFFERED=1
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "streamlit_app.py"]
