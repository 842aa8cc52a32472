export type NginxPorts = { strip: number; keep: number; root: number }

/** Where the two mounts below a path are. */
export const stripPath = '/team/dash'
export const keepPath = '/unstripped'

/**
 * An nginx before Latchkey in the three usual ways, as its manual has them for WebSockets and streamed answers. `dir`
 * holds all its files, `service` is host:port of the Service.
 */
export function nginxConfig(dir: string, service: string, ports: NginxPorts): string {
  return `
daemon off;
# One process, so that ending it ends all of it.
master_process off;
error_log stderr warn;
pid ${dir}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${dir}/body;
  proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi;
  scgi_temp_path ${dir}/scgi;
  # A session of someone with many groups is several cookies of 4 KB.
  large_client_header_buffers 8 64k;
  proxy_buffer_size 64k;
  proxy_busy_buffers_size 64k;
  proxy_buffers 4 64k;
  proxy_buffering off;
  proxy_request_buffering off;
  proxy_http_version 1.1;
  proxy_read_timeout 1h;
  proxy_redirect off;
  absolute_redirect off;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream latchkey { server ${service}; keepalive 16; }

  server {
    listen 127.0.0.1:${ports.strip} ssl http2;
    ssl_certificate ${dir}/tls.crt;
    ssl_certificate_key ${dir}/tls.key;
    location = ${stripPath} { return 301 ${stripPath}/; }
    location ${stripPath}/ {
      proxy_pass http://latchkey/;
      ${forwardedHeaders}
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-Prefix ${stripPath};
    }
  }
  server {
    listen 127.0.0.1:${ports.keep};
    location ${keepPath} {
      proxy_pass http://latchkey;
      ${forwardedHeaders}
      proxy_set_header X-Forwarded-Proto http;
    }
  }
  server {
    listen 127.0.0.1:${ports.root};
    location / {
      proxy_pass http://latchkey;
      ${forwardedHeaders}
      proxy_set_header X-Forwarded-Proto http;
    }
  }
}
`
}

const forwardedHeaders = `proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;`
